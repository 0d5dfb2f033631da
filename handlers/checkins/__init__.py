"""`/checkin`: setting check-ins up, answering, putting off, and reading what was answered."""
