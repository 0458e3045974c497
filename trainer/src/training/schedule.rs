//! The learning rate of a step.

/// Share of the steps over which the rate rises from nothing to its peak, so that Adam's first, noisy moments
/// do no harm.
const WARM_UP: f64 = 0.02;
/// The rate ends at this share of its peak.
const FINAL: f64 = 0.005;

/// Linear warm-up to `peak`, then half a cosine down (Loshchilov & Hutter, "SGDR", 2017, without restarts).
pub fn learning_rate(peak: f64, step: u64, steps: u64) -> f64 {
    let warm_up = (steps as f64 * WARM_UP).max(1.0);
    let done = step as f64 + 1.0;
    if done <= warm_up {
        return peak * done / warm_up;
    }
    let share = (done - warm_up) / (steps as f64 - warm_up).max(1.0);
    peak * (FINAL + (1.0 - FINAL) * 0.5 * (1.0 + (std::f64::consts::PI * share).cos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_to_its_peak_and_falls_to_its_end() {
        let rates: Vec<f64> = (0..1000).map(|s| learning_rate(0.01, s, 1000)).collect();
        assert!(rates[..20].windows(2).all(|w| w[0] < w[1]));
        assert!(rates[20..].windows(2).all(|w| w[0] > w[1]));
        assert!((rates[19] - 0.01).abs() < 1e-12 && (rates[999] - 0.01 * FINAL).abs() < 1e-6);
    }
}
