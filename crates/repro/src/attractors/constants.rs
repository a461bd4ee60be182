//! Numbers of the source, each with the place where it is printed.
