"""Words and grammar of documents: names, numbers, dates, typography."""
