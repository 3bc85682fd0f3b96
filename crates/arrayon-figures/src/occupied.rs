//! Which pixels of a figure are taken, so that no text is drawn over another.

/// A plane of pixels.
pub(crate) struct Occupied {
    width: i32,
    height: i32,
    taken: Vec<bool>,
}

/// Left, top, right and bottom; the last two are not within.
pub(crate) type PixelBox = [i32; 4];

impl Occupied {
    pub(crate) fn new(width: i32, height: i32) -> Self {
        let n = usize::try_from(width.max(0) * height.max(0)).unwrap_or(0);
        Self {
            width,
            height,
            taken: vec![false; n],
        }
    }

    /// Whether a box lies within the plane, and nothing in it is taken.
    pub(crate) fn is_free(&self, [left, top, right, bottom]: PixelBox) -> bool {
        let is_within = left >= 0 && top >= 0 && right <= self.width && bottom <= self.height;
        is_within && (top..bottom).all(|y| !self.line(left, right, y).contains(&true))
    }

    /// Takes a box, or what of it lies within the plane.
    pub(crate) fn take(&mut self, [left, top, right, bottom]: PixelBox) {
        let (left, right) = (left.max(0), right.min(self.width));
        for y in top.max(0)..bottom.min(self.height) {
            for x in left..right {
                let at = y * self.width + x;
                self.taken[at.unsigned_abs() as usize] = true;
            }
        }
    }

    /// Takes the first of some boxes that is free, and says which.
    pub(crate) fn take_first(&mut self, boxes: &[PixelBox]) -> Option<usize> {
        let found = boxes.iter().position(|&one| self.is_free(one))?;
        self.take(boxes[found]);
        Some(found)
    }

    fn line(&self, left: i32, right: i32, y: i32) -> &[bool] {
        let start = (y * self.width).unsigned_abs() as usize;
        &self.taken[start + left.unsigned_abs() as usize..start + right.unsigned_abs() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_do_not_overlap_or_leave_the_plane() {
        let mut plane = Occupied::new(20, 10);
        assert_eq!(plane.take_first(&[[-1, 0, 4, 4], [0, 0, 4, 4]]), Some(1));
        assert!(!plane.is_free([3, 3, 5, 5]) && plane.is_free([4, 4, 20, 10]));
        assert_eq!(plane.take_first(&[[0, 8, 5, 11], [18, 0, 21, 2]]), None);
        plane.take([15, -5, 40, 3]);
        assert!(!plane.is_free([16, 2, 17, 4]) && plane.is_free([16, 3, 17, 4]));
    }
}
