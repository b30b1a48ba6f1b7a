"""What `publication.json` holds: a type for each of its objects, with what each name means."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from publisher.model.json_schema import Day, Instant, ObjectId, Sha256, about


class NeededPageJSON(TypedDict):
    """A page that a reader needs for an announcement."""

    sha256: Annotated[Sha256, about("Of its bytes as they were built.")]
    reading: Annotated[
        str, about("A short digest of what it says, without what hosts may add to pages.")
    ]


class NeededFileJSON(TypedDict):
    """An attachment that a reader needs for an announcement."""

    path: Annotated[str, about("Its address below the site's root.")]
    sha256: Annotated[Sha256, about("Of its bytes.")]


class AnnouncementJSON(TypedDict):
    """A fact that the build announces."""

    key: Annotated[str, about("The fact's name; a fact is entered once.")]
    event: Annotated[str, about("What happens, as in [the register](register.md).")]
    policy: Annotated[str, about("The policy's id.")]
    version: Annotated[int | None, about("The version that it is about.")]
    notice: Annotated[str | None, about("The id of the version's notice.")]
    revision: Annotated[ObjectId | None, about("The blob of the text.")]
    effective: Annotated[Day | None, about("The day from which it applies.")]
    page: Annotated[str, about("The address of the page that carries it.")]
    sha256: Annotated[Sha256, about("Of that page's file.")]
    pages: Annotated[
        dict[str, NeededPageJSON], about("Everything that a reader needs for it, by address.")
    ]
    attachments: Annotated[list[NeededFileJSON], about("The attachments among it.")]


class BuiltRegisterJSON(TypedDict):
    """The register of publications that a site was built from."""

    size: Annotated[int, about("How many entries it had.")]
    head: Annotated[Sha256, about("The digest of its last entry, zeros while it is empty.")]


class PublicationJSON(TypedDict):
    """What a build is and what it announces, for whoever records or monitors it."""

    schema: Annotated[Literal[1], about("The version of this format.")]
    build_id: Annotated[str, about("The build's name; no other build has it.")]
    built_at: Annotated[Instant, about("The instant of the build.")]
    valid_until: Annotated[Instant, about("After this instant build again.")]
    day: Annotated[Day, about("The day of the build in the configured zone.")]
    timezone: Annotated[str, about("The configured zone (IANA).")]
    commit: Annotated[ObjectId, about("The commit that was built.")]
    preview: Annotated[
        bool,
        about("Whether it was built for another instant than the present; it is never recorded."),
    ]
    announces: Annotated[list[AnnouncementJSON], about("What readers learn from this build first.")]
    pages: Annotated[
        dict[str, Sha256], about("Every page that says what applies and what comes, by address.")
    ]
    register: Annotated[BuiltRegisterJSON, about("The register that it was built from.")]
    generator: Annotated[str, about("The program and its version.")]
