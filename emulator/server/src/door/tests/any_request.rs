//! No request makes the server answer 500 or drop the connection, however odd it is.
