//! The list of all items, in the order of the sources, and of those that are still to come.

use crate::item::Item;

/// A paper that is reproduced.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The first half of its ids, and its cargo feature.
    pub name: &'static str,
    /// Authors, year, journal, DOI.
    pub citation: &'static str,
    /// Whether this program was built with it.
    pub built: bool,
}

/// What a program can compute.
#[derive(Clone, Copy)]
pub struct Registry {
    /// The papers.
    pub sources: &'static [Source],
    /// The items, in order.
    pub items: &'static [&'static dyn Item],
    /// Ids that a source has and no code computes yet.
    pub planned: &'static [&'static str],
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.items.iter().map(|item| item.card().id)).finish()
    }
}

/// Everything that this program was built with.
pub static REGISTRY: Registry = Registry { sources: SOURCES, items: ALL, planned: PLANNED };

/// The papers and articles, in the order in which the project took them up.
pub static SOURCES: &[Source] = &[
    Source {
        name: "attractors",
        citation: "Attractors in Neural Network Circuits: Beauty and Chaos (article, 2025)",
        built: cfg!(feature = "attractors"),
    },
    Source {
        name: "chaosnn",
        citation: "Design of a chaotic feed forward neural network (in Persian; Amirkabir University of Technology \
                   and Islamic Azad University, Tehran)",
        built: cfg!(feature = "chaosnn"),
    },
    Source {
        name: "wilsoncowan",
        citation: "R. Marino, L. Buffoni, L. Chicchi, F. Di Patti, D. Febbe, L. Giambagli, D. Fanelli, \
                   Learning in Wilson-Cowan model for metapopulation, arXiv:2406.16453",
        built: cfg!(feature = "wilsoncowan"),
    },
    Source {
        name: "hhnet",
        citation: "P. V. Kuptsov, N. V. Stankevich, Modeling of the Hodgkin\u{2013}Huxley neural oscillators dynamics \
                   using an artificial neural network, Izvestiya VUZ. Applied Nonlinear Dynamics 32(1), 72\u{2013}95 \
                   (2024), doi:10.18500/0869-6632-003079",
        built: cfg!(feature = "hhnet"),
    },
];

/// Every item that is built, in the order of the sources.
pub static ALL: &[&dyn Item] = &[
    #[cfg(feature = "attractors")]
    &crate::attractors::fig1::Fig1,
    #[cfg(feature = "attractors")]
    &crate::attractors::fig2::Fig2,
    #[cfg(feature = "attractors")]
    &crate::attractors::fig3::Fig3,
    #[cfg(feature = "attractors")]
    &crate::attractors::fig4::Fig4,
    #[cfg(feature = "attractors")]
    &crate::attractors::strange::Strange,
    #[cfg(feature = "attractors")]
    &crate::attractors::probability::Probability,
    #[cfg(feature = "attractors")]
    &crate::attractors::bifurcation::Bifurcation,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig4::Fig4,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig5::Fig5,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig6::Fig6,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig7::Fig7,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig8::Fig8,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::fig9::Fig9,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::table1::Table1,
    #[cfg(feature = "chaosnn-train")]
    &crate::chaosnn::riskcoverage::RiskCoverage,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::synchrony::Synchrony,
    #[cfg(feature = "chaosnn")]
    &crate::chaosnn::rejected::Rejected,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig2::Fig2,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig3::Fig3,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig4::Fig4,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig5::Fig5,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig6::Fig6,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig7::Fig7,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::fig8::Fig8,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::table1::Table1,
    #[cfg(feature = "wilsoncowan-train")]
    &crate::wilsoncowan::table2::Table2,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::table6::Table6,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::table7::Table7,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::ablations::Ablations,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::attractors::Attractors,
    #[cfg(feature = "wilsoncowan")]
    &crate::wilsoncowan::robustness::Robustness,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig1::Fig1,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig2::Fig2,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig3::Fig3,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig4::Fig4,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig5::Fig5,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig6::Fig6,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig7::Fig7,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig8::Fig8,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig9::Fig9,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::fig10::Fig10,
    #[cfg(feature = "hhnet-train")]
    &crate::hhnet::fig11::Fig11,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::table1::Table1,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::table2::Table2,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::table3::Table3,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::accuracy::Accuracy,
    #[cfg(feature = "hhnet-train")]
    &crate::hhnet::baselines::Baselines,
    #[cfg(feature = "hhnet")]
    &crate::hhnet::cost::Cost,
];

/// What the sources show and nobody has written yet; an id leaves this list when it enters [`ALL`].
pub static PLANNED: &[&str] = &[];
