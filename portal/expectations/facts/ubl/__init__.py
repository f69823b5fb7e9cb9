"""Documents of UBL 2 (OASIS, ISO/IEC 19845): what they tell as facts, and thresholds and breaches both ways."""
