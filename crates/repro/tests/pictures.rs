//! Pictures without axes: chords and densities, drawn the same everywhere, on the page and as posters.

use neurodyn_repro::ReproError;
use neurodyn_repro::data_file::DataFile;
use neurodyn_repro::figure::{Chords, Colour, ColourMap, Figure, Panel, Picture, Splats};

const CHORDS: Chords = Chords {
    pieces: 3,
    skip: 16,
    multipliers: (0.4, 1.6),
    palette: ColourMap::Spectral,
    points: 0.1,
    alpha: 0.1,
    inches: 10.0,
    paper: Colour::WHITE,
};

/// A curve that turns by a golden share each step.
fn orbit(steps: i32) -> (Vec<f64>, Vec<f64>) {
    let angle = |step: i32| f64::from(step) * 0.618_033_988_75 * std::f64::consts::TAU;
    (0..steps).map(|step| (angle(step).cos(), 0.6 * angle(step).sin())).unzip()
}

fn size(png: &[u8]) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    (reader.info().width, reader.info().height)
}

#[test]
fn a_poster_is_a_data_file_with_the_same_bytes_each_time() -> Result<(), ReproError> {
    let (x, y) = orbit(5000);
    let poster = || DataFile::png("chords", CHORDS.draw(&x, &y, 300)?).bytes();
    let bytes = poster()?;
    assert_eq!(bytes, poster()?);
    assert_eq!(size(&bytes), (300, 300));
    assert_eq!(DataFile::png("chords", CHORDS.draw(&x, &y, 300)?).name(), "chords.png");
    Ok(())
}

#[test]
fn chords_fill_what_the_points_leave_empty() -> Result<(), ReproError> {
    let (x, y) = orbit(20_000);
    let chords = CHORDS.draw(&x, &y, 200)?;
    let mut points = Splats::new(200, 200, (-1.02, 1.02), (-1.02, 1.02))?;
    x.iter().zip(&y).for_each(|(x, y)| points.add(*x, *y));
    let density = points.picture(ColourMap::Grey)?;
    let inked = |picture: &Picture| picture.pixels().iter().filter(|pixel| **pixel != Colour::WHITE).count();
    let (web, curve) = (inked(&chords), inked(&density));
    assert!(web > 5 * curve, "{web} pixels of chords, {curve} of points");
    assert!((200..4000).contains(&curve), "a closed curve has {curve} pixels");
    Ok(())
}

#[test]
fn a_picture_keeps_its_shape_in_its_panel() -> Result<(), ReproError> {
    let picture = Picture::new(3, 2, vec![Colour(200, 10, 10); 6])?;
    let svg = Figure::new("A test", 1, &[50.0]).panel(0, 0, Panel::picture(picture)).svg()?;
    let side = |name: &str| -> Option<f64> {
        let image = svg.split_once("<image")?.1;
        image.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse().ok()
    };
    let (width, height) = (side("width").expect("a width"), side("height").expect("a height"));
    assert!((width / height - 1.5).abs() < 1e-3, "{width} x {height}");
    Ok(())
}

#[test]
fn what_is_no_picture_is_refused() {
    assert!(Picture::new(2, 2, vec![Colour::INK; 3]).is_err());
    assert!(Picture::new(0, 0, Vec::new()).is_err());
    assert!(Splats::new(1, 1, (0.0, 1.0), (0.0, 1.0)).is_err());
    assert!(Splats::new(9, 9, (1.0, 1.0), (0.0, 1.0)).is_err());
    assert!(CHORDS.draw(&[0.0; 4], &[f64::INFINITY; 4], 10).is_err());
    assert!(Chords { alpha: 1.5, ..CHORDS }.draw(&[0.0; 4], &[0.0; 4], 10).is_err());
}
