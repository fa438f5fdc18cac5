//! A line diff: Myers' O(ND) algorithm, fast when little has changed.

/// With more differences than this, everything between the first and the last one counts as new.
const MOST: usize = 300;

/// For each line of `new`, the line of `old` that it is, as many as possible in order.
pub fn matched_lines(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut kept: Vec<Option<usize>> = (0..head).map(Some).collect();
    kept.extend(middle(old_middle, new_middle).into_iter().map(|at| at.map(|at| at + head)));
    kept.extend((old.len() - tail..old.len()).map(Some));
    kept
}

fn middle(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let mut kept = vec![None; new.len()];
    let Some(rounds) = rounds(old, new) else { return kept };
    // Back from the end: in each round, down the diagonal of equal lines, then over one difference.
    let (mut x, mut y) = (old.len(), new.len());
    for (d, reach) in rounds.iter().enumerate().rev() {
        let k = x + d - y;
        let entry = step(d, reach, k);
        while (x, y) != entry {
            (x, y) = (x - 1, y - 1);
            kept[y] = Some(x);
        }
        // The difference before it: the point on the neighbouring diagonal.
        if d > 0 {
            let gone = k == 2 * d || (k > 0 && reach[k - 1] >= reach[k + 1]);
            if gone { x -= 1 } else { y -= 1 }
        }
    }
    kept
}

/// How far each diagonal reaches before each round. In round `d` the diagonal with `x - y = k - d` is
/// called `k`, from 0 to `2 * d`; what it reached is kept at `k + 1`.
fn rounds(old: &[&str], new: &[&str]) -> Option<Vec<Vec<usize>>> {
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let mut reach: Vec<usize> = Vec::new();
    for d in 0..=MOST.min(old.len() + new.len()) {
        rounds.push(reach.clone());
        let mut next = vec![0; 2 * d + 3];
        for k in (0..=2 * d).step_by(2) {
            let (mut x, mut y) = step(d, &reach, k);
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            next[k + 1] = x;
            if x >= old.len() && y >= new.len() {
                return Some(rounds);
            }
        }
        reach = next;
    }
    None
}

/// Where round `d` enters its diagonal `k` (counted from the lowest one, two apart): from a line that
/// is new, or from one that is gone, whichever is further.
fn step(d: usize, reach: &[usize], k: usize) -> (usize, usize) {
    // One round ago the diagonal below was at `k - 1`, the one above at `k + 1`.
    let x = if d == 0 {
        0
    } else if k == 0 || (k != 2 * d && reach[k - 1] < reach[k + 1]) {
        reach[k + 1]
    } else {
        reach[k - 1] + 1
    };
    (x, x + d - k)
}

#[cfg(test)]
mod tests {
    use super::matched_lines;

    #[test]
    fn two_changes_far_apart_leave_the_lines_between() {
        let old = ["a", "1", "b", "c", "2", "d"];
        let new = ["a", "3", "b", "c", "4", "d"];
        assert_eq!(matched_lines(&old, &new), [Some(0), None, Some(2), Some(3), None, Some(5)]);
    }

    #[test]
    fn what_is_kept_is_in_order_and_equal() {
        // Every pair of short texts over two letters.
        let texts: Vec<Vec<&str>> = (0..64_u32)
            .map(|bits| (0..bits % 7).map(|at| if bits >> at & 1 == 0 { "a" } else { "b" }).collect())
            .collect();
        for old in &texts {
            for new in &texts {
                let kept = matched_lines(old, new);
                let pairs: Vec<(usize, usize)> =
                    kept.iter().enumerate().filter_map(|(j, i)| i.map(|i| (i, j))).collect();
                assert_eq!(kept.len(), new.len());
                assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0), "{old:?} {new:?} {kept:?}");
                assert!(pairs.iter().all(|&(i, j)| old[i] == new[j]), "{old:?} {new:?} {kept:?}");
            }
        }
    }

    #[test]
    fn empty_texts_are_no_trouble() {
        assert_eq!(matched_lines(&[], &["a"]), [None]);
        assert_eq!(matched_lines(&["a"], &[]), []);
    }
}
