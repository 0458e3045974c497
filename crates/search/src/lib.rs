//! How is a program solved exactly? The engines behind one interface.
