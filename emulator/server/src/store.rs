//! Rows, operations and what is due, kept in SQLite.
#[cfg(test)]
mod foundations;
