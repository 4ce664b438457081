"""Pages for print and screen: a document becomes HTML, HTML becomes PDF."""
