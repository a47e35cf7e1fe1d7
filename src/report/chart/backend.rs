//! Renders a scene through plotters, to SVG and to a PNG of twice the resolution.
//!
//! plotters places everything on whole units and its pixel text ignores
//! bearings, so both pictures are drawn in fine units: 8 per px in the SVG,
//! whose `width` and `height` are then set to px while the `viewBox` stays, and
//! 4 per px in the bitmap, which is then averaged down by two. [`Scaled`] takes
//! text over from plotters: at sub-pixel positions in the bitmap, from the
//! baseline in both.

use ab_glyph::{Font, Glyph, PxScale, point};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

use super::scene::{Align, Label, Scene, Shape};
use super::style::Rgb;
use super::{Chart, text};
use crate::Error;

/// Units per px of the SVG.
const FINE_SVG: f64 = 8.0;
/// Units per px of the bitmap, and how many of them make one pixel of the PNG.
const FINE_PNG: f64 = 4.0;
const AVERAGED: usize = 2;
/// Pixels per metre of the PNG: 192 dpi, so that 2 pixels are 1 px.
const DENSITY: u32 = 7559;
/// Fonts of the SVG; the first is the one that everything was measured with.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";
/// Attributes that say what holds without them.
const DEFAULTS: [&str; 3] = [" opacity=\"1\"", " stroke=\"none\"", " text-anchor=\"start\""];
/// plotters writes `font-size = size / 1.24` and shifts "top" text down by 0.76 em.
const SIZE_FACTOR: f64 = 1.24;
const TOP_SHIFT: f64 = 0.76;

impl Chart {
    /// The chart as an SVG document.
    ///
    /// # Errors
    /// Only if the backend fails, which it does for no known input.
    pub fn svg(&self) -> Result<String, Error> {
        let size = self.size(FINE_SVG);
        let mut svg = String::new();
        let backend = Scaled { inner: SVGBackend::with_string(&mut svg, size), pixels: false };
        paint(&self.scene, &backend.into_drawing_area(), FINE_SVG)?;
        Ok(self.finish(&svg))
    }

    /// The chart as an element of a page: as [`Chart::svg`], with the hints of its
    /// places as `<title>` (tooltips) and what they count as `data-` attributes.
    ///
    /// # Errors
    /// As [`Chart::svg`].
    pub fn inline(&self) -> Result<String, Error> {
        let svg = self.svg()?;
        let head = svg.find('>').map_or(0, |end| end);
        let mut out = svg[..head].replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
        out.push_str(svg[head..].trim_end().trim_end_matches("</svg>"));
        for (place, hint) in &self.scene.hints {
            let unit = |v: f64| (v * FINE_SVG).round() as i64;
            let size = (unit(place.right - place.left).max(1), unit(place.bottom - place.top).max(1));
            let mut data = String::new();
            for (column, value) in &hint.opens {
                data.push_str(&format!(" data-{column}=\"{}\"", escape(value)));
            }
            out.push_str(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" pointer-events=\"all\"{data}><title>{}</title></rect>\n",
                unit(place.left), unit(place.top), size.0, size.1, escape(&hint.words)
            ));
        }
        out.push_str("</svg>");
        Ok(out)
    }

    /// The chart as a PNG of twice its size in px, 192 dpi.
    ///
    /// # Errors
    /// Only if the backend or the encoder fails, which they do for no known input.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let size = self.size(FINE_PNG);
        let (width, height) = (size.0 as usize, size.1 as usize);
        let mut fine = vec![255u8; width * height * 3];
        let backend = Scaled { inner: BitMapBackend::with_buffer(&mut fine, size), pixels: true };
        paint(&self.scene, &backend.into_drawing_area(), FINE_PNG)?;
        encode(&averaged(&fine, width, height), size.0 / AVERAGED as u32, size.1 / AVERAGED as u32)
    }

    fn size(&self, fine: f64) -> (u32, u32) {
        ((self.scene.width * fine) as u32, (self.scene.height * fine) as u32)
    }

    /// Sets size, text alternative and text widths, which plotters cannot write,
    /// and takes away what it writes again and again.
    fn finish(&self, svg: &str) -> String {
        let (width, height) = (self.scene.width, self.scene.height);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" role=\"img\"{}>\n",
            width * FINE_SVG,
            height * FINE_SVG,
            family_attribute()
        );
        let alt = self.alt.split_whitespace().map(text::clean).collect::<Vec<_>>().join(" ");
        out.push_str(&format!("<title>{}</title>\n<desc>{}</desc>\n", escape(&self.title), escape(&alt)));
        let start = svg.find('>').map_or(0, |end| end + 1);
        let mut labels = self.scene.labels();
        for line in svg[start..].trim_start().lines() {
            // A line is a tag or the words between two tags, in which no bare `<` can stand.
            if !line.starts_with('<') {
                out.push_str(line);
                continue;
            }
            let tag =
                DEFAULTS.iter().fold(line.replace(&family_attribute(), ""), |tag, default| tag.replace(default, ""));
            let Some(rest) = tag.strip_prefix("<text ") else {
                out.push_str(&tag);
                out.push('\n');
                continue;
            };
            // No line end after the tag: white space would become part of the words.
            out.push_str("<text ");
            out.push_str(&labels.next().and_then(text_length).unwrap_or_default());
            out.push_str(rest);
        }
        out
    }
}

fn family_attribute() -> String {
    format!(" font-family=\"{FAMILY}\"")
}

/// The width that a viewer without the font must keep to; none where it has to
/// shape what we could not measure.
fn text_length(label: &Label) -> Option<String> {
    let measured = label.text.chars().all(text::showable) && label.text.chars().count() > 1;
    measured.then(|| format!("textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\" ", label.width() * FINE_SVG))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}

/// Plays a scene, in order.
fn paint<B: DrawingBackend>(scene: &Scene, area: &DrawingArea<B, Shift>, fine: f64) -> Result<(), Error> {
    for shape in &scene.shapes {
        paint_shape(shape, area, fine).map_err(|e| Error::new(format!("the chart could not be drawn: {e}")))?;
    }
    area.present().map_err(|e| Error::new(format!("the chart could not be drawn: {e}")))
}

fn paint_shape<B: DrawingBackend>(
    shape: &Shape,
    area: &DrawingArea<B, Shift>,
    fine: f64,
) -> Result<(), plotters::drawing::DrawingAreaErrorKind<B::ErrorType>> {
    let unit = |v: f64| (v * fine).round() as i32;
    let units = |p: &(f64, f64)| (unit(p.0), unit(p.1));
    match shape {
        Shape::Area(b, color) => {
            // A rule thinner than a unit still has to be seen.
            let corner = (unit(b.right).max(unit(b.left) + 1), unit(b.bottom).max(unit(b.top) + 1));
            area.draw(&Rectangle::new([(unit(b.left), unit(b.top)), corner], rgb(*color).filled()))
        }
        Shape::Line(points, width, color) => {
            let style =
                ShapeStyle { color: rgb(*color).to_rgba(), filled: false, stroke_width: unit(*width).max(1) as u32 };
            area.draw(&PathElement::new(points.iter().map(units).collect::<Vec<_>>(), style))
        }
        Shape::Polygon(points, color) => {
            area.draw(&Polygon::new(points.iter().map(units).collect::<Vec<_>>(), rgb(*color).filled()))
        }
        Shape::Disc(at, radius, color) => area.draw(&Circle::new(units(at), unit(*radius), rgb(*color).filled())),
        Shape::Text(label) => {
            let color = rgb(label.color);
            area.draw(&Text::new(label.text.as_str(), units(&label.at), text_style(label, &color, fine)))
        }
    }
}

fn rgb((r, g, b): Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

fn text_style<'a>(label: &Label, color: &'a RGBColor, fine: f64) -> TextStyle<'a> {
    let weight = if label.bold { FontStyle::Bold } else { FontStyle::Normal };
    let turned = if label.upright { FontTransform::Rotate270 } else { FontTransform::None };
    let horizontal = match label.align {
        Align::Left => HPos::Left,
        Align::Center => HPos::Center,
        Align::Right => HPos::Right,
    };
    let size = label.size * fine * SIZE_FACTOR;
    let font = FontDesc::new(FontFamily::Name(FAMILY), size, weight).transform(turned);
    TextStyle::from(font).color(color).pos(Pos::new(horizontal, VPos::Top))
}

/// A plotters backend whose text stands on the baseline that it is given.
struct Scaled<B> {
    inner: B,
    pixels: bool,
}

impl<B: DrawingBackend> Scaled<B> {
    /// Draws the glyphs of a line at sub-pixel positions.
    fn draw_glyphs<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        let em = style.size() / SIZE_FACTOR;
        let font = text::face(bold);
        let (glyphs, width) = text::layout(words, bold);
        let start = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => -width * em / 2.0,
            HPos::Right => -width * em,
        };
        let scale = PxScale::from((em * f64::from(font.height_unscaled() / font.units_per_em().unwrap_or(1.0))) as f32);
        let (color, turned) = (style.color(), style.transform());
        for (id, pen) in glyphs {
            let glyph = Glyph { id, scale, position: point((start + pen * em) as f32, 0.0) };
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let origin = outline.px_bounds().min;
            let mut result = Ok(());
            outline.draw(|x, y, cover| {
                if cover <= 0.0 || result.is_err() {
                    return;
                }
                let (x, y) = turned.transform(origin.x as i32 + x as i32, origin.y as i32 + y as i32);
                let ink = BackendColor { alpha: color.alpha * f64::from(cover.min(1.0)), rgb: color.rgb };
                result = self.inner.draw_pixel((pos.0 + x, pos.1 + y), ink);
            });
            result?;
        }
        Ok(())
    }
}

impl<B: DrawingBackend> DrawingBackend for Scaled<B> {
    type ErrorType = B::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.inner.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.draw_pixel(at, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        if self.pixels {
            return self.draw_glyphs(words, style, pos);
        }
        // plotters will shift the text from its top to the baseline: shift it back first.
        let shift = (TOP_SHIFT * style.size() / SIZE_FACTOR).round() as i32;
        let (dx, dy) = style.transform().transform(0, -shift);
        self.inner.draw_text(words, style, (pos.0 + dx, pos.1 + dy))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<B::ErrorType>> {
        let em = style.size() / SIZE_FACTOR;
        let width = text::width(words, em, matches!(style.style(), FontStyle::Bold));
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// Every square of two by two units as one pixel.
fn averaged(fine: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(fine.len() / (AVERAGED * AVERAGED));
    for y in 0..height / AVERAGED {
        for x in 0..width / AVERAGED {
            for channel in 0..3 {
                let at = |dx: usize, dy: usize| {
                    u16::from(fine[((y * AVERAGED + dy) * width + x * AVERAGED + dx) * 3 + channel])
                };
                out.push(((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) / 4) as u8);
            }
        }
    }
    out
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Error> {
    let failed = |e: png::EncodingError| Error::new(format!("the chart could not be encoded as PNG: {e}"));
    let mut out = vec![];
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: png::Unit::Meter }));
    // Flat areas and repeated glyphs: unfiltered rows pack 10 to 15 % smaller here.
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}
