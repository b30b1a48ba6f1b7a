"""Policy Publisher: publishes legal policies and holds each change until its notice has run."""
