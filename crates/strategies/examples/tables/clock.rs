//! The time that is reported: of this thread on the processor, so that what else runs does not count.

/// Seconds of this thread.
#[cfg(target_os = "linux")]
pub fn clock() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// Seconds since the first call, where the system tells no time of threads in a way that we know.
#[cfg(not(target_os = "linux"))]
pub fn clock() -> f64 {
    static ORIGIN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    ORIGIN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
