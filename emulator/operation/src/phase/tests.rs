//! Tests of `phase`.
