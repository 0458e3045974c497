//! The integer points of a system of equations, as all integer combinations of a reduced basis: `x = origin +
//! Σ basis_k · z_k`.
//!
//! Each equation is met by Euclid's algorithm on the columns of the basis (Blankinship, "A new version of the
//! Euclidean algorithm", 1963): its multiples become `(g, 0, …, 0)`, which leaves the vectors with 0 and
//! needs `g` to divide the right-hand side. The rest is reduced (Lenstra, Lenstra and Lovász, "Factoring
//! polynomials with rational coefficients", 1982; in the manner of Schnorr and Euchner 1994): a short basis
//! makes branching on `z` end soon (Aardal, Hurkens and Lenstra, "Solving a system of linear Diophantine
//! equations with lower and upper bounds on the variables", 2000).
//!
//! The vectors are integers and every step on them is exact or given up; doubles only choose the steps.

/// Lovász's factor: the nearer to 1, the shorter the basis and the longer the reduction.
const LOVASZ: f64 = 0.99;
/// A vector is shortened by another from this multiple on; just beyond a half, so that rounding cannot make
/// it flip for ever.
const HALF: f64 = 0.501;
/// Steps of a reduction, for each vector: a basis that is not reduced by then serves as it is.
const STEPS_BY_VECTOR: usize = 1000;
/// Passes that shorten one vector: each gains what the doubles of the one before could not see.
const PASSES: usize = 20;

/// An equation in integers: coefficients, one a column, and the right-hand side.
pub type Equation = (Vec<i64>, i64);

/// What the points of a system look like.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegerPoints {
    /// One point.
    pub origin: Vec<i64>,
    /// A basis of the differences of points.
    pub basis: Vec<Vec<i64>>,
    /// `z_k = inverse_k · (x − origin)` for every point.
    pub inverse: Vec<Vec<i64>>,
    /// Whether some equation had a divisor or a coefficient beyond ±1: otherwise bounds and rows alone say as
    /// much.
    pub is_modular: bool,
}

/// Why there are no such points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPoints {
    /// The equations have no integer solution.
    Impossible,
    /// The numbers do not fit.
    TooLarge,
}

/// In what sizes lengths are measured: one linear form a coordinate, each with its weight.
#[derive(Clone, Debug, Default)]
pub struct Metric {
    /// One a column: what a unit of the column counts.
    pub weights: Vec<f64>,
    /// Further coordinates: `weight · (coefficients · x)`.
    pub forms: Vec<(f64, Vec<i64>)>,
    /// Where the origin should be near.
    pub centre: Vec<f64>,
}

impl Metric {
    /// The coordinates of a vector of integers; its forms cancel, so they are exact where they fit.
    fn image(&self, vector: &[i64]) -> Vec<f64> {
        let mut image: Vec<f64> = self.weights.iter().zip(vector).map(|(w, &v)| w * v as f64).collect();
        for (weight, form) in &self.forms {
            let rough = || form.iter().zip(vector).map(|(&a, &v)| a as f64 * v as f64).sum();
            image.push(weight * dot(form, vector).map_or_else(rough, |product| product as f64));
        }
        image
    }

    /// The coordinates of the way from the centre to a point.
    fn image_off_centre(&self, point: &[i64]) -> Vec<f64> {
        let mut image = self.image(point);
        image.iter_mut().zip(&self.weights).zip(&self.centre).for_each(|((x, w), c)| *x -= w * c);
        for (x, (weight, form)) in image[self.weights.len()..].iter_mut().zip(&self.forms) {
            *x -= weight * form.iter().zip(&self.centre).map(|(&a, c)| a as f64 * c).sum::<f64>();
        }
        image
    }
}

/// The points of `equations` over `columns` columns, in a basis that is short in `metric`, if one is given.
///
/// # Errors
/// When there are none, or the numbers leave 64 bits.
pub fn integer_points(
    equations: &[Equation],
    columns: usize,
    metric: Option<&Metric>,
) -> Result<IntegerPoints, NoPoints> {
    let unit = |k: usize| (0..columns).map(|j| i64::from(j == k)).collect::<Vec<i64>>();
    let mut points = IntegerPoints {
        origin: vec![0; columns],
        basis: (0..columns).map(unit).collect(),
        inverse: (0..columns).map(unit).collect(),
        is_modular: false,
    };
    let reduce = |points: &mut IntegerPoints| match metric {
        Some(metric) => points.reduce(metric).ok_or(NoPoints::TooLarge),
        None => Ok(()),
    };
    for equation in equations {
        points.meet(equation)?;
        // Short vectors keep the numbers of the next equation small.
        reduce(&mut points)?;
    }
    if equations.is_empty() {
        reduce(&mut points)?;
    }
    Ok(points)
}

impl IntegerPoints {
    /// Keeps the points that meet one more equation.
    fn meet(&mut self, (coefficients, rhs): &Equation) -> Result<(), NoPoints> {
        let large = NoPoints::TooLarge;
        self.is_modular |= coefficients.iter().any(|a| a.unsigned_abs() > 1);
        let products = self.basis.iter().map(|v| dot(coefficients, v)).collect::<Option<Vec<i64>>>();
        let mut products = products.ok_or(large)?;
        let at_origin = dot(coefficients, &self.origin).ok_or(large)?;
        let missing = rhs.checked_sub(at_origin).ok_or(large)?;
        while let Some((greatest, second)) = two_largest(&products) {
            let Some(second) = second else {
                let (divisor, pivot) = (products[greatest], greatest);
                self.is_modular |= divisor.unsigned_abs() > 1;
                if missing % divisor != 0 {
                    return Err(NoPoints::Impossible);
                }
                let step = self.basis.swap_remove(pivot);
                self.inverse.swap_remove(pivot);
                return add_multiple(&mut self.origin, &step, missing / divisor).ok_or(large);
            };
            let quotient = nearest_quotient(products[greatest], products[second]);
            let multiple = products[second].checked_mul(quotient).ok_or(large)?;
            products[greatest] = products[greatest].checked_sub(multiple).ok_or(large)?;
            self.subtract(greatest, second, quotient).ok_or(large)?;
        }
        if missing == 0 { Ok(()) } else { Err(NoPoints::Impossible) }
    }

    /// `basis_k −= quotient · basis_l`, and the inverse along.
    fn subtract(&mut self, k: usize, l: usize, quotient: i64) -> Option<()> {
        let by = self.basis[l].clone();
        add_multiple(&mut self.basis[k], &by, quotient.checked_neg()?)?;
        let by = self.inverse[k].clone();
        add_multiple(&mut self.inverse[l], &by, quotient)
    }

    /// Reduces the basis, then moves the origin towards the centre. `None` when a number does not fit.
    fn reduce(&mut self, metric: &Metric) -> Option<()> {
        let mut gram = Orthogonal::new(self, metric);
        let mut k = 0;
        for _ in 0..STEPS_BY_VECTOR * self.basis.len() {
            if k == self.basis.len() {
                break;
            }
            gram.shorten(k, self, metric)?;
            let turned = k > 0 && gram.should_swap(k);
            if turned {
                self.basis.swap(k, k - 1);
                self.inverse.swap(k, k - 1);
                gram.images.swap(k, k - 1);
                k -= 1;
                gram.project(k);
            } else {
                k += 1;
            }
        }
        (0..self.basis.len()).for_each(|k| gram.project(k));
        gram.centre(self, metric)
    }
}

/// The vectors' images with their orthogonal parts: `image_k = star_k + Σ multiple_kl · star_l`.
struct Orthogonal {
    images: Vec<Vec<f64>>,
    star: Vec<Vec<f64>>,
    norms: Vec<f64>,
    multiples: Vec<Vec<f64>>,
}

impl Orthogonal {
    fn new(points: &IntegerPoints, metric: &Metric) -> Self {
        let images: Vec<Vec<f64>> = points.basis.iter().map(|v| metric.image(v)).collect();
        let size = images.len();
        let (star, norms) = (images.clone(), vec![0.0; size]);
        Self { images, star, norms, multiples: vec![Vec::new(); size] }
    }

    /// The multiples of the first `count` orthogonal parts in `vector`, and what is left of it (by modified
    /// Gram–Schmidt).
    fn parts(&self, vector: &[f64], count: usize) -> (Vec<f64>, Vec<f64>) {
        let mut rest = vector.to_vec();
        let multiples = (0..count).map(|l| {
            let multiple = inner(&rest, &self.star[l]) / self.norms[l];
            rest.iter_mut().zip(&self.star[l]).for_each(|(r, s)| *r -= multiple * s);
            multiple
        });
        (multiples.collect(), rest)
    }

    fn project(&mut self, k: usize) {
        let (multiples, rest) = self.parts(&self.images[k], k);
        self.norms[k] = inner(&rest, &rest).max(f64::MIN_POSITIVE);
        (self.multiples[k], self.star[k]) = (multiples, rest);
    }

    /// Takes multiples of the vectors before it out of vector `k`.
    fn shorten(&mut self, k: usize, points: &mut IntegerPoints, metric: &Metric) -> Option<()> {
        for _ in 0..PASSES {
            self.project(k);
            let mut multiples = std::mem::take(&mut self.multiples[k]);
            let mut changed = false;
            for l in (0..k).rev() {
                let Some(quotient) = rounded(multiples[l])? else { continue };
                points.subtract(k, l, quotient)?;
                for (m, n) in multiples.iter_mut().zip(&self.multiples[l]) {
                    *m -= quotient as f64 * n;
                }
                changed = true;
            }
            self.multiples[k] = multiples;
            if !changed {
                break;
            }
            self.images[k] = metric.image(&points.basis[k]);
        }
        Some(())
    }

    /// Whether vector `k` would be shorter in place of the one before it (Lovász's condition fails).
    fn should_swap(&self, k: usize) -> bool {
        let multiple = self.multiples[k][k - 1];
        self.norms[k] + multiple * multiple * self.norms[k - 1] < LOVASZ * self.norms[k - 1]
    }

    /// Babai's nearest plane: the origin moves by basis vectors to near the centre.
    fn centre(&self, points: &mut IntegerPoints, metric: &Metric) -> Option<()> {
        for _ in 0..PASSES {
            let (mut multiples, _) = self.parts(&metric.image_off_centre(&points.origin), points.basis.len());
            let mut changed = false;
            for l in (0..multiples.len()).rev() {
                let Some(quotient) = rounded(multiples[l])? else { continue };
                add_multiple(&mut points.origin, &points.basis[l], quotient.checked_neg()?)?;
                for (m, n) in multiples.iter_mut().zip(&self.multiples[l]) {
                    *m -= quotient as f64 * n;
                }
                changed = true;
            }
            if !changed {
                break;
            }
        }
        Some(())
    }
}

/// The integer to take out, `Some(None)` if there is nothing to take, `None` if it does not fit.
#[allow(clippy::option_option)] // three answers
fn rounded(multiple: f64) -> Option<Option<i64>> {
    const LARGEST: f64 = 4e18;
    if multiple.abs() <= HALF {
        return Some(None);
    }
    (multiple.abs() < LARGEST).then(|| Some(multiple.round() as i64))
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// `Σ a_j · b_j`, if it stays below 2⁶².
pub fn dot(a: &[i64], b: &[i64]) -> Option<i64> {
    const LIMIT: i128 = 1 << 62;
    let mut sum = 0i128;
    for (&x, &y) in a.iter().zip(b) {
        sum = sum.checked_add(i128::from(x) * i128::from(y))?;
    }
    (sum.abs() < LIMIT).then_some(sum as i64)
}

fn add_multiple(to: &mut [i64], vector: &[i64], factor: i64) -> Option<()> {
    for (t, v) in to.iter_mut().zip(vector) {
        *t = t.checked_add(v.checked_mul(factor)?)?;
    }
    Some(())
}

/// The positions of the entry of largest magnitude and of the next one, as far as they are not zero.
fn two_largest(values: &[i64]) -> Option<(usize, Option<usize>)> {
    let mut best: Option<(usize, Option<usize>)> = None;
    let size = |k: usize| values[k].unsigned_abs();
    for k in (0..values.len()).filter(|&k| values[k] != 0) {
        best = match best {
            None => Some((k, None)),
            Some((first, _)) if size(k) > size(first) => Some((k, Some(first))),
            Some((first, None)) => Some((first, Some(k))),
            Some((first, Some(second))) if size(k) > size(second) => Some((first, Some(k))),
            other => other,
        };
    }
    best
}

/// The integer nearest to `a / b`.
fn nearest_quotient(a: i64, b: i64) -> i64 {
    let (quotient, rest) = (a / b, a % b);
    if rest.unsigned_abs() > b.unsigned_abs() / 2 { quotient + a.signum() * b.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(columns: usize) -> Metric {
        Metric { weights: vec![1.0; columns], forms: Vec::new(), centre: vec![0.0; columns] }
    }

    #[test]
    fn a_divisor_that_does_not_divide_the_right_hand_side_leaves_no_points() {
        assert_eq!(integer_points(&[(vec![6, 10, 14], 7)], 3, None), Err(NoPoints::Impossible));
        // Each has solutions; together twice the first column is odd.
        let pair = [(vec![1, 1], 4), (vec![1, -1], 1)];
        assert_eq!(integer_points(&pair, 2, Some(&even(2))), Err(NoPoints::Impossible));
        assert_eq!(integer_points(&[(vec![0, 0], 1)], 2, Some(&even(2))), Err(NoPoints::Impossible));
    }

    #[test]
    fn every_combination_is_a_point_and_the_inverse_finds_it_again() {
        let equation = (vec![12_223, 12_224, 36_674, 61_119, 85_569], 89_643_481);
        let points = integer_points(std::slice::from_ref(&equation), 5, Some(&even(5))).unwrap();
        assert_eq!((points.basis.len(), points.is_modular), (4, true));
        for z in [[0, 0, 0, 0], [1, -2, 3, 5], [-7, 11, 0, 2]] {
            let mut x = points.origin.clone();
            for (vector, &k) in points.basis.iter().zip(&z) {
                add_multiple(&mut x, vector, k).unwrap();
            }
            assert_eq!(dot(&equation.0, &x), Some(equation.1));
            let away: Vec<i64> = x.iter().zip(&points.origin).map(|(a, b)| a - b).collect();
            let back: Vec<i64> = points.inverse.iter().map(|v| dot(v, &away).unwrap()).collect();
            assert_eq!(back, z);
        }
        // The short vectors of Aardal and Lenstra's example: single digits beside one long vector.
        let lengths: Vec<i64> =
            points.basis.iter().map(|v| v.iter().map(|x| x.abs()).max().unwrap()).collect();
        assert!(lengths.iter().filter(|&&l| l <= 3).count() == 3, "{lengths:?}");
    }

    #[test]
    fn a_form_that_weighs_much_is_left_to_one_vector() {
        let metric = Metric {
            weights: vec![1e-12; 2],
            forms: vec![(1.0, vec![13_717_421, 109_739_369])],
            centre: vec![0.0; 2],
        };
        let points = integer_points(&[], 2, Some(&metric)).unwrap();
        let mut products: Vec<i64> =
            points.basis.iter().map(|v| dot(v, &metric.forms[0].1).unwrap().abs()).collect();
        products.sort_unstable();
        assert_eq!(products, [0, 1]);
    }

    #[test]
    fn numbers_that_do_not_fit_are_given_up() {
        let huge = (vec![i64::MAX, i64::MAX - 1, 3], i64::MAX - 5);
        let result = integer_points(&[huge.clone(), (vec![i64::MAX, 1, -7], 1)], 3, Some(&even(3)));
        assert!(result.is_err() || dot(&huge.0, &result.unwrap().origin) == Some(huge.1));
    }
}
