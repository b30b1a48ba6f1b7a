"""The nouns of the project as types. Lowest of all rooms: knows no git, no texts and no calendar."""
