//! Which instructions a kernel runs on.

/// Runs `this.body::<FMA>(arguments)`: compiled for AVX2 and FMA where `fma` says that the machine has them,
/// else for the target.
macro_rules! fused {
    ($fma:expr, $type:ty, $this:ident.$body:ident($($argument:ident: $kind:ty),*)) => {{
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2,fma")]
            fn wide(this: &$type, $($argument: $kind),*) {
                this.$body::<true>($($argument),*);
            }
            if $fma {
                // SAFETY: `fma` is true only where `detect_fma` found both features.
                #[allow(unsafe_code)] // A call into code for features that were detected at run time.
                unsafe {
                    wide($this, $($argument),*);
                }
                return;
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = $fma;
        $this.$body::<false>($($argument),*);
    }};
}
pub(super) use fused;

/// Whether the machine has AVX2 and FMA.
pub(super) fn detect_fma() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    false
}
