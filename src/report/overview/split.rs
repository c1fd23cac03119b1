//! Adds rows to an overview: after a folder come the folders in it, as far as there is room.

use super::{Group, StateCounts};

/// A folder of the overview with the folders in it.
struct Parent {
    group: Group,
    /// The folders in it, one level deeper. The files directly in it are one of them, with the name of `group`.
    below: Vec<Group>,
    /// The number of rows that `below` may take.
    rows: usize,
}

/// Returns at most `most` groups, which stand for folders: each of `groups`, followed by the largest of those groups in
/// `below` that are folders in it, and by one group for the others in it. `groups` has at most `most` elements. The
/// rows that are left are shared equally among those that need them. If there are not two rows for each, `groups` comes
/// back as it is.
pub(super) fn split(groups: Vec<Group>, below: Vec<Group>, most: usize) -> Vec<Group> {
    let count = groups.len();
    let deepest = groups.iter().map(|group| depth(&group.name)).max();
    let parent = |group| Parent { group, below: Vec::new(), rows: 0 };
    let mut parents: Vec<Parent> = groups.into_iter().map(parent).collect();
    for group in below {
        let mut parents = parents.iter_mut();
        let around =
            parents.find(|it| Some(depth(&it.group.name)) == deepest && it.is_around(&group));
        if let Some(parent) = around {
            parent.below.push(group);
        }
    }
    let needing = |parents: &[Parent]| parents.iter().filter(|it| it.rows < it.wanted()).count();
    // Two rows are the least for a folder: one for the largest folder in it, and one for the others in it.
    if most < count + 2 * needing(&parents) {
        return parents.into_iter().map(|parent| parent.group).collect();
    }
    let mut left = most - count;
    while left > 0 && needing(&parents) > 0 {
        for parent in parents.iter_mut().filter(|it| it.rows < it.wanted()) {
            if left > 0 {
                parent.rows += 1;
                left -= 1;
            }
        }
    }
    parents.into_iter().flat_map(Parent::into_rows).collect()
}

/// Returns the number of folders in a name: 2 for `a/b/`. Among names that are cut at the depth 2, `a/` stands for the
/// files directly in it only, so that no folder is below it.
fn depth(name: &str) -> usize {
    name.matches('/').count()
}

impl Parent {
    /// Whether `below` is a folder in this one, or this one.
    fn is_around(&self, below: &Group) -> bool {
        self.group.cluster == below.cluster && below.name.starts_with(&self.group.name)
    }

    /// Returns the number of rows that the folders in this one would take if there were room. It is 0 unless at least
    /// two of them have several definitions: a single folder would only repeat this one, and rows of one definition
    /// each would be no overview.
    fn wanted(&self) -> usize {
        let several = self.below.iter().filter(|group| group.counts.all() > 1).count();
        if several > 1 { self.below.len() } else { 0 }
    }

    /// Returns this folder, followed by the folders in it in the order of their names. They have an indented name. If
    /// there are not enough rows for all, the last row is for the smallest together: `  3 more`.
    fn into_rows(self) -> Vec<Group> {
        let wanted = self.wanted();
        let Parent { group, mut below, rows } = self;
        if rows == 0 || rows == 1 && wanted > 1 {
            return vec![group];
        }
        below.sort_by_key(|group| usize::MAX - group.counts.all());
        let others = if rows < wanted { below.split_off(rows - 1) } else { Vec::new() };
        below.sort_by(|a, b| a.name.cmp(&b.name));
        for Group { name, .. } in &mut below {
            let own = name.strip_prefix(&group.name).filter(|own| !own.is_empty());
            *name = format!("  {}", own.unwrap_or("./"));
        }
        if !others.is_empty() {
            let mut counts = StateCounts::default();
            others.iter().for_each(|other| counts.join(&other.counts));
            let name = format!("  {} more", others.len());
            below.push(Group { cluster: group.cluster.clone(), name, counts });
        }
        below.insert(0, group);
        below
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, StateCounts, split};
    use crate::plan::State;

    fn groups(of: &[(&str, usize)]) -> Vec<Group> {
        let group = |&(name, count): &(&str, usize)| {
            let mut counts = StateCounts::default();
            (0..count).for_each(|_| counts.add(State::Blocked));
            Group { cluster: None, name: name.to_owned(), counts }
        };
        of.iter().map(group).collect()
    }

    #[test]
    fn a_folder_that_is_told_with_those_below_it_is_not_told_twice() {
        let all = [("a/", 1), ("a/b/", 1), ("a/c/", 2)];
        let rows = split(groups(&all), groups(&all), 20);
        assert_eq!(
            rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
            ["a/", "a/b/", "a/c/"]
        );
    }

    #[test]
    fn the_largest_folders_get_the_rows_that_are_left() {
        let above = [("dev/", 10), ("prod/", 6), ("./", 1)];
        let below = [
            ("dev/a/", 1),
            ("dev/b/", 6),
            ("dev/c/", 3),
            ("prod/", 2),
            ("prod/b/", 2),
            ("prod/c/", 1),
            ("prod/d/", 1),
            ("./", 1),
        ];
        let rows = |most| {
            let rows = split(groups(&above), groups(&below), most);
            let row = |it: &Group| format!("{} {}", it.name, it.counts.all());
            rows.iter().map(row).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(rows(6), "dev/ 10, prod/ 6, ./ 1");
        assert_eq!(rows(7), "dev/ 10,   b/ 6,   2 more 4, prod/ 6,   ./ 2,   3 more 4, ./ 1");
        assert_eq!(
            rows(9),
            "dev/ 10,   a/ 1,   b/ 6,   c/ 3, prod/ 6,   ./ 2,   b/ 2,   2 more 2, ./ 1"
        );
        assert_eq!(
            rows(20),
            "dev/ 10,   a/ 1,   b/ 6,   c/ 3, prod/ 6,   ./ 2,   b/ 2,   c/ 1,   d/ 1, ./ 1"
        );
    }
}
