//! What envelopes are read as, how answers are written, and what holds for any text at all.
