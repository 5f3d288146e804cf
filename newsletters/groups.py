"""The groups of readers that a part of an issue may be for."""

from enum import StrEnum


class ReaderGroup(StrEnum):
    """What a reader is to the network."""

    PUBLIC = "public"
    REPRESENTATIVE = "representative"
    POLITICIAN = "politician"
    OFFICIAL = "official"
