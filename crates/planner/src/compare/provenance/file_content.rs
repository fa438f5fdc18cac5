//! One file, and which of its lines other plans keep.

use super::{DecidedLines, Variation, variations};
use crate::bundle::file_of;
use crate::bundle::plan_yaml;
use crate::compare::diff::matched_lines;
use crate::field::Field;
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::yaml_lines::{LineKind, yaml_lines};
use crate::kube::{Manifest, ObjectSet, manifest_yaml};
use crate::manifests::policies;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::stack::{self, PARTS, Part};

/// An object's lines in its file.
pub(super) struct Piece<'a> {
    /// The key of the part that it belongs to.
    pub(super) part: &'static str,
    pub(super) object: &'a Manifest,
    pub(super) text: &'a str,
    /// The number of its first line, from 0.
    pub(super) first: usize,
}

/// A file, by what it is made of.
pub(super) enum FileContent<'a> {
    /// Objects, one after the other; each is compared with itself.
    Objects { path: &'a str, pieces: Vec<Piece<'a>> },
    /// A text of one part.
    Text { path: &'a str, part: &'static Part, text: &'a str },
    /// plan.yaml, where each option has its line.
    Plan { text: &'a str },
    /// A file about the whole.
    Whole,
}

/// The objects of a file, with the numbers of their lines.
pub(super) fn pieces<'a>(outcome: &'a Outcome, path: &str, plan: &Plan) -> Vec<Piece<'a>> {
    let mut first = 0;
    outcome
        .objects
        .iter()
        .zip(&outcome.documents)
        .filter(|((part, _), _)| file_of(part, plan) == path)
        .map(|((part, object), text)| {
            let piece = Piece { part, object, text, first };
            // And the line that parts it from the next.
            first += text.lines().count() + 1;
            piece
        })
        .collect()
}

impl<'a> FileContent<'a> {
    pub(super) fn of(outcome: &'a Outcome, path: &'a str, plan: &Plan) -> Self {
        let Some(file) = outcome.files.get(path) else { return Self::Whole };
        if path == plan_yaml::PATH {
            return Self::Plan { text: &file.text };
        }
        let pieces = pieces(outcome, path, plan);
        if !pieces.is_empty() {
            return Self::Objects { path, pieces };
        }
        match PARTS.iter().find(|part| part.key == file.part) {
            Some(part) => Self::Text { path, part, text: &file.text },
            None => Self::Whole,
        }
    }

    /// The variations that this file has to look at.
    pub(super) fn variations(&self, field: &Field, inputs: &Inputs<'_>) -> Vec<Variation> {
        match self {
            Self::Objects { .. } | Self::Text { .. } => variations(field, inputs),
            Self::Plan { .. } | Self::Whole => Vec::new(),
        }
    }

    /// The lines that change in one of a field's variations.
    pub(super) fn decided_by(
        &self,
        field: &Field,
        variations: &[Variation],
        inputs: &Inputs<'_>,
    ) -> DecidedLines {
        let mut lines = DecidedLines::new();
        let mut take = |change: LineChange| {
            for line in change.lost {
                let size = lines.entry(line).or_insert(change.size);
                *size = change.size.min(*size);
            }
        };
        match self {
            Self::Plan { text } => {
                let own = yaml_lines(text)
                    .enumerate()
                    .filter(|(_, line)| line.kind == LineKind::Key && line.path == field.id.0);
                take(LineChange { lost: own.map(|(line, _)| line).collect(), size: 1 });
            }
            Self::Objects { path, pieces } => {
                for variation in variations {
                    let mut change = LineChange::default();
                    change.objects(pieces, &objects_in(path, &under(variation, inputs)));
                    take(change);
                }
            }
            Self::Text { path, part, text } => {
                for variation in variations {
                    let mut tree = FileTree::default();
                    (part.files)(&under(variation, inputs), &mut tree);
                    let mut change = LineChange::default();
                    change.text(0, text, tree.get(path).map_or("", |file| &file.text));
                    take(change);
                }
            }
            Self::Whole => {}
        }
        lines
    }
}

fn under<'a>(variation: &'a Variation, inputs: &Inputs<'a>) -> Inputs<'a> {
    Inputs { plan: &variation.plan, secrets: &variation.secrets, ..*inputs }
}

/// The content of a file under another plan. Only the objects of its part are made, which takes a tenth of the time.
fn objects_in(path: &str, inputs: &Inputs<'_>) -> ObjectSet {
    let mut set = stack::objects_of(inputs, |part| file_of(part.key, inputs.plan) == path);
    if file_of(policies::KEY, inputs.plan) == path {
        policies::policies(inputs.plan, &stack::topology(inputs.plan), &mut set.part(policies::KEY));
    }
    set
}

/// What another plan does to a file.
#[derive(Default)]
struct LineChange {
    /// The lines that are not there then.
    lost: Vec<usize>,
    /// How many lines go and come.
    size: usize,
}

impl LineChange {
    /// Compares objects of the same name, then the remaining ones of the same kind, because an option may rename an object.
    fn objects(&mut self, now: &[Piece<'_>], then: &ObjectSet) {
        let mut left: Vec<&Manifest> = then.iter().map(|(_, object)| object).collect();
        let mut unnamed = Vec::new();
        for piece in now {
            let same = |other: &&Manifest| {
                other.kind() == piece.object.kind() && other.name() == piece.object.name()
            };
            match left.iter().position(same) {
                Some(at) => self.object(piece, left.remove(at)),
                None => unnamed.push(piece),
            }
        }
        for piece in unnamed {
            match left.iter().position(|other| other.kind() == piece.object.kind()) {
                Some(at) => self.object(piece, left.remove(at)),
                None => self.text(piece.first, piece.text, ""),
            }
        }
        self.size += left.into_iter().map(|new| manifest_yaml(new).lines().count()).sum::<usize>();
    }

    /// Writing YAML is most of the work, so only what differs is written.
    fn object(&mut self, piece: &Piece<'_>, then: &Manifest) {
        if piece.object != then {
            self.text(piece.first, piece.text, &manifest_yaml(then));
        }
    }

    fn text(&mut self, first: usize, now: &str, then: &str) {
        let now: Vec<&str> = now.lines().collect();
        let then: Vec<&str> = then.lines().collect();
        let stays: Vec<usize> = matched_lines(&now, &then).into_iter().flatten().collect();
        self.size += now.len() + then.len() - 2 * stays.len();
        self.lost.extend(
            (0..now.len()).filter(|line| stays.binary_search(line).is_err()).map(|line| first + line),
        );
    }
}
