//! Which lines of a text were there before.

/// Above this many comparisons everything between the first and the last difference counts as new.
const MOST: usize = 250_000;

/// For each line of `new`, the line of `old` that it is, as many as possible in order.
pub fn kept(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut kept: Vec<Option<usize>> = (0..head).map(Some).collect();
    kept.extend(middle(old_middle, new_middle).into_iter().map(|at| at.map(|at| at + head)));
    kept.extend((old.len() - tail..old.len()).map(Some));
    kept
}

/// The longest common subsequence, by the table of the lengths of those of all endings.
fn middle(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    if old.is_empty() || new.is_empty() || old.len() * new.len() > MOST {
        return vec![None; new.len()];
    }
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            longest[i * width + j] = if a == b {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut kept = vec![None; new.len()];
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            kept[j] = Some(i);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn two_changes_far_apart_leave_the_lines_between() {
        let old = ["a", "1", "b", "c", "2", "d"];
        let new = ["a", "3", "b", "c", "4", "d"];
        assert_eq!(kept(&old, &new), [Some(0), None, Some(2), Some(3), None, Some(5)]);
    }

    #[test]
    fn empty_texts_are_no_trouble() {
        assert_eq!(kept(&[], &["a"]), [None]);
        assert_eq!(kept(&["a"], &[]), []);
    }
}
