//! What is solved again and again? One module a family: parameters, sampling, program, features, labels, exact algorithm.
