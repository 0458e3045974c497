//! How does a guess become an answer? One module a method.
