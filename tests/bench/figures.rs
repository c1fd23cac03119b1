//! Samples → medians and ratios of pairs.

use crate::program::Sample;

/// The middle of some figures, with the smallest and the largest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    /// The middle; with an even number of figures the mean of the middle two.
    pub(crate) median: f64,
    /// The smallest.
    pub(crate) min: f64,
    /// The largest.
    pub(crate) max: f64,
}

impl Spread {
    /// The spread of `figures`; `None` when there are none.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Some(Self { median: f64::midpoint(low, high), min, max })
    }
}

/// Runs of two programs in turn, the first of each pair ours.
pub(crate) struct Pairs(pub(crate) Vec<(Sample, Sample)>);

impl Pairs {
    /// Wall seconds of ours.
    pub(crate) fn ours(&self) -> Option<Spread> {
        Spread::of(self.0.iter().map(|(ours, _)| ours.wall))
    }

    /// Wall seconds of theirs.
    pub(crate) fn theirs(&self) -> Option<Spread> {
        Spread::of(self.0.iter().map(|(_, theirs)| theirs.wall))
    }

    /// Wall time of ours over theirs, pair by pair.
    pub(crate) fn ratio(&self) -> Option<Spread> {
        Spread::of(self.0.iter().map(|(ours, theirs)| ours.wall / theirs.wall))
    }

    /// Processor time of ours over theirs: the figure to trust when the machine was busy.
    pub(crate) fn cpu_ratio(&self) -> Option<Spread> {
        Spread::of(self.0.iter().filter_map(|(ours, theirs)| Some(ours.cpu? / theirs.cpu?)))
    }
}

/// Largest resident set of `samples`, in bytes.
pub(crate) fn peak<'a>(samples: impl IntoIterator<Item = &'a Sample>) -> Option<Spread> {
    Spread::of(samples.into_iter().filter_map(|sample| Some(sample.peak? as f64)))
}
