//! Every number taken from the source, each with the place where it is printed.
