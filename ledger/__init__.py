"""What a member owes the network, year by year; how one becomes a member, and how one leaves."""
