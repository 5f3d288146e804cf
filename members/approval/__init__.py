"""Members' pages go from a draft to the coordinator's approval, or out at once where the member is trusted."""
