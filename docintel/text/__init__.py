"""Pure functions on Chinese text: units, words, numerals, dates, amounts, places. No state, no files but own data."""
