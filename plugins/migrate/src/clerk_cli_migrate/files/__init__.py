"""From the bytes of a file to rows: unpacking, decoding, CSV and JSON."""
