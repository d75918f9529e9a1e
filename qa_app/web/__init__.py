"""What every page shares: headers, errors, forms, words, navigation and the base templates."""
