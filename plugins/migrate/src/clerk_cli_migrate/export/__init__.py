"""What an instance holds, as files that ``clerk migrate import`` reads."""
