//! A set of small numbers that one can be drawn from.

/// Numbers below a limit, in no order; adding, taking out and drawing take the same time whatever is in it.
#[derive(Clone, Debug)]
pub struct IndexSet {
    members: Vec<u32>,
    /// Where each number stands among the members; [`ABSENT`] if it does not.
    place: Vec<u32>,
}

/// No place.
const ABSENT: u32 = u32::MAX;

impl IndexSet {
    /// No member yet, of the numbers below `limit`.
    pub fn new(limit: usize) -> Self {
        Self { members: Vec::new(), place: vec![ABSENT; limit] }
    }

    /// Puts a number in or takes it out.
    pub fn set(&mut self, number: usize, is_member: bool) {
        let at = self.place[number];
        if is_member && at == ABSENT {
            self.place[number] = self.members.len() as u32;
            self.members.push(number as u32);
        } else if !is_member && at != ABSENT {
            self.members.swap_remove(at as usize);
            if let Some(&moved) = self.members.get(at as usize) {
                self.place[moved as usize] = at;
            }
            self.place[number] = ABSENT;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The member at this place.
    pub fn get(&self, place: usize) -> usize {
        self.members[place] as usize
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().map(|&m| m as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_and_go() {
        let mut set = IndexSet::new(5);
        for number in [3, 1, 4, 1] {
            set.set(number, true);
        }
        set.set(3, false);
        set.set(2, false);
        let mut members: Vec<usize> = set.iter().collect();
        members.sort_unstable();
        assert_eq!((members, set.len()), (vec![1, 4], 2));
        set.set(4, false);
        assert_eq!(set.get(0), 1);
        set.set(1, false);
        assert!(set.is_empty());
    }
}
