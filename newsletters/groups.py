"""The groups of readers that a part of an issue may be for."""

from enum import StrEnum


class ReaderGroup(StrEnum):
    """What a reader is to the network."""

    PUBLIC = "public"
    REPRESENTATIVE = "representative"
    POLITICIAN = "politician"
    OFFICIAL = "official"


def variant_of(group: ReaderGroup) -> str:
    """How a mailing's contents and deliveries name the group; what the public reads is what all get."""
    return "" if group == ReaderGroup.PUBLIC else group.value
