//! Sorting whose code exists once. The standard sorts are compiled anew for every element type and every
//! comparison, some 5 kB each in wasm, which came to a tenth of the browser module; where lists are short or
//! sorted rarely, this one will do.

use std::cmp::Ordering;

/// Sorts stably: items that compare equal keep their order. `compare` must be a total order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<u32> = (0..items.len() as u32).collect();
    sort_places(&mut places, &|a, b| compare(&items[a as usize], &items[b as usize]));
    arrange(&mut places, &mut |a, b| items.swap(a, b));
}

#[inline(never)]
fn sort_places(places: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_by(|&a, &b| compare(a, b));
}

/// Swaps until position `i` holds what was at `places[i]`, cycle by cycle.
#[inline(never)]
fn arrange(places: &mut [u32], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut here = start;
        loop {
            let from = places[here] as usize;
            places[here] = here as u32;
            if from == start {
                break;
            }
            swap(here, from);
            here = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_standard_stable_sort() {
        let mut state = 7u64;
        for length in [0usize, 1, 2, 3, 10, 100, 1000] {
            let items: Vec<(u64, usize)> = (0..length)
                .map(|k| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 60, k)
                })
                .collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by(&mut ours, |a, b| b.0.cmp(&a.0));
            theirs.sort_by_key(|item| std::cmp::Reverse(item.0));
            assert_eq!(ours, theirs, "{length} items");
        }
    }
}
