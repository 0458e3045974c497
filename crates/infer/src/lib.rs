//! What does a trained model say? The weights bundle and its forward passes on CPU and WebGPU.
