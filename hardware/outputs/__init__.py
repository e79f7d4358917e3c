"""What a desk drives: printers of receipts and labels, and relays; each by bytes made purely."""
