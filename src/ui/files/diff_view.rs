//! A file as lines with ids, so that an edit re-renders only the lines that it changed.

use std::sync::Arc;

use planner::compare::diff::matched_lines;
use planner::kube::yaml_lines::{LineKind, YamlLine, yaml_lines};

use super::highlight::Language;

/// How a line came through the last edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// As it was.
    Same,
    /// New or different.
    Changed,
    /// As it was, but something above it is gone.
    Cut,
}

impl Mark {
    /// Its name in the style sheet.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Same => None,
            Self::Changed => Some("changed"),
            Self::Cut => Some("cut"),
        }
    }
}

/// One line, with its line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    id: u32,
    /// What it says.
    pub text: Arc<str>,
    /// The object that it names.
    pub names: Option<Arc<str>>,
    /// How it came through the last edit.
    pub mark: Mark,
}

impl DiffLine {
    /// What makes its element another one.
    pub fn key(&self) -> (u32, Mark) {
        (self.id, self.mark)
    }
}

/// A file on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffView {
    /// Its path.
    pub path: String,
    /// Its lines.
    pub lines: Vec<DiffLine>,
    fresh: u32,
}

impl DiffView {
    /// The sheet after `before`: lines that were there keep their identity. `then` is the file before
    /// the last edit, if there was one.
    pub fn next(before: Option<&Self>, path: String, now: &str, then: Option<&str>) -> Self {
        let texts: Vec<&str> = now.split_inclusive('\n').collect();
        let is_yaml = Language::of(&path) == Language::Yaml;
        let mut names: Vec<Option<Arc<str>>> = if is_yaml { names(now) } else { Vec::new() };
        names.resize(texts.len(), None);
        let mut fresh = before.map_or(0, |before| before.fresh);
        let stayed: Vec<Option<&DiffLine>> = match before.filter(|before| before.path == path) {
            Some(before) => {
                let old: Vec<&str> = before.lines.iter().map(|line| &*line.text).collect();
                let ids = matched_lines(&old, &texts);
                ids.into_iter().map(|at| at.map(|at| &before.lines[at])).collect()
            }
            None => vec![None; texts.len()],
        };
        let marks = marks(then, &texts);
        let lines = texts
            .iter()
            .zip(names)
            .zip(stayed.into_iter().zip(marks))
            .map(|((text, names), (stayed, mark))| {
                // The element of a line says what it names.
                match stayed.filter(|line| line.names == names) {
                    Some(line) => DiffLine { id: line.id, text: Arc::clone(&line.text), names, mark },
                    None => {
                        fresh += 1;
                        DiffLine { id: fresh, text: Arc::from(*text), names, mark }
                    }
                }
            })
            .collect();
        Self { path, lines, fresh }
    }
}

/// Of each line the object that it names, as `metadata:` does.
fn names(text: &str) -> Vec<Option<Arc<str>>> {
    let is_name = |line: &YamlLine<'_>| line.kind == LineKind::Key && line.path == "metadata.name";
    yaml_lines(text).map(|line| is_name(&line).then(|| Arc::from(line.value()))).collect()
}

fn marks(then: Option<&str>, now: &[&str]) -> Vec<Mark> {
    let Some(then) = then else { return vec![Mark::Same; now.len()] };
    let old: Vec<&str> = then.split_inclusive('\n').collect();
    let mut expected = 0;
    let mut after_change = false;
    matched_lines(&old, now)
        .into_iter()
        .map(|at| {
            let mark = match at {
                None => Mark::Changed,
                Some(at) if at > expected && !after_change => Mark::Cut,
                Some(_) => Mark::Same,
            };
            after_change = at.is_none();
            expected = at.map_or(expected, |at| at + 1);
            mark
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stay_keep_their_identity() {
        let first = DiffView::next(None, "a".to_owned(), "one\ntwo\nthree\n", None);
        let second =
            DiffView::next(Some(&first), "a".to_owned(), "one\n2\nthree\n", Some("one\ntwo\nthree\n"));
        assert_eq!(first.lines[0].id, second.lines[0].id);
        assert_eq!(first.lines[2].id, second.lines[2].id);
        assert_ne!(first.lines[1].id, second.lines[1].id);
        assert_eq!(
            second.lines.iter().map(|l| l.mark).collect::<Vec<_>>(),
            [Mark::Same, Mark::Changed, Mark::Same]
        );
    }

    #[test]
    fn the_line_of_an_object_s_name_names_it_and_no_other_does() {
        let text = "metadata:\n  name: web\nroleRef:\n  name: role\nspec:\n- name: port\n";
        let names = |path: &str| {
            let view = DiffView::next(None, path.to_owned(), text, None);
            view.lines.iter().map(|line| line.names.as_deref().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(names("a.yaml"), [None, Some("web".to_owned()), None, None, None, None]);
        assert_eq!(names("a.md"), vec![None; 6]);
    }

    #[test]
    fn a_line_that_went_marks_the_one_below() {
        let sheet = DiffView::next(None, "a".to_owned(), "one\nthree\n", Some("one\ntwo\nthree\n"));
        assert_eq!(sheet.lines[1].mark, Mark::Cut);
    }
}
