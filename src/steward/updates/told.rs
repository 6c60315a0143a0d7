//! What the thread for sticks tells, and what staff hear of it. It touches no stick itself.

use super::worker::{Do, Told};
use super::{Stage, StickPlace, Updates};
use crate::pin::ResetCode;
use crate::socket::{StaffNews, fitting};

/// Said beside whatever else the stick holds.
const PIN_TAKEN: &str = "The file on this stick has taken the old PIN away.";

impl Updates {
    pub(super) fn hear(&mut self, told: Told, news: &mut Vec<StaffNews>) {
        match told {
            Told::Refused(refusal) => {
                tracing::warn!(%refusal, "a stick was not taken");
                self.stage = Stage::Settled;
                self.said = Some(StaffNews::Refused(fitting(&refusal)));
                news.extend(self.said.clone());
            }
            Told::AlreadyThere => {
                self.stage = Stage::Settled;
                self.said = Some(StaffNews::AlreadyThere);
                news.extend(self.said.clone());
            }
            Told::Found { number, published, seconds, remarks } => {
                self.stage = Stage::Offered;
                self.said = Some(StaffNews::Found { number, published, seconds });
                news.extend(self.said.clone());
                news.extend(remarks.iter().map(|remark| StaffNews::Remark(fitting(remark))));
            }
            Told::Reset(code) => self.reset(code, news),
            Told::Percent(percent) => news.push(StaffNews::Copying { percent }),
            Told::Ready(changes) => {
                self.stage = Stage::Ready;
                news.extend(changes.iter().map(|change| StaffNews::Change(fitting(change))));
                news.push(StaffNews::Ready);
            }
            Told::InUse(number) => {
                tracing::info!(number, "content in use");
                self.fell_back = None;
                news.push(StaffNews::InUse { number });
                self.look_again(news);
            }
            Told::Taken(number) => {
                tracing::info!(number, "content in use");
                self.fell_back = None;
                self.stage = Stage::Settled;
                self.said = Some(StaffNews::Taken);
                news.extend([StaffNews::InUse { number: Some(number) }, StaffNews::Taken]);
            }
            Told::Saved(saved) => {
                self.saving = false;
                self.seen = self.place.as_ref().and_then(StickPlace::mark);
                news.push(match saved {
                    Ok(files) => StaffNews::ReportSaved { files },
                    Err(reason) => StaffNews::ReportNotSaved(fitting(&reason)),
                });
            }
            Told::NotBack(reason) => news.push(StaffNews::NotBack(fitting(&reason))),
            Told::Site(site) => news.push(StaffNews::Site(site)),
            Told::SiteTaken => {
                tracing::info!("new settings for this site");
                news.push(StaffNews::SiteTaken);
            }
            Told::SiteRefused(why) => news.push(StaffNews::SiteRefused(fitting(&why))),
        }
    }

    /// Staff have gone back: whether the stick holds what is in use, and what it would change, is another thing
    /// now. A copy that was asked for since compares with what is in use by then.
    fn look_again(&mut self, news: &mut Vec<StaffNews>) {
        if self.stage == Stage::Copying {
            return;
        }
        self.turn += 1;
        let (stage, said, order) = match self.place.clone().filter(|_| self.seen.is_some()) {
            Some(place) => (Stage::Looking, StaffNews::Looking, Do::Look(place)),
            None => (Stage::Out, StaffNews::StickOut, Do::Drop),
        };
        self.stage = stage;
        self.said = Some(said.clone());
        news.push(said);
        self.tell(order);
    }

    /// A stick brought a file that resets a PIN. What else it brought has been told before.
    fn reset(&mut self, code: Result<ResetCode, String>, news: &mut Vec<StaffNews>) {
        let done = code.and_then(|code| self.pin.reset_by(code));
        match &done {
            Ok(()) => tracing::warn!("staff PIN reset by a signed file on a stick"),
            Err(why) => tracing::warn!(%why, "a file on a stick does not reset the staff PIN"),
        }
        if self.stage == Stage::Looking {
            self.stage = Stage::Settled;
            self.said = Some(match done {
                Ok(()) => StaffNews::PinTaken,
                Err(why) => StaffNews::Refused(fitting(&why)),
            });
            news.extend(self.said.clone());
        } else {
            let remark = done.map_or_else(|why| fitting(&why), |()| PIN_TAKEN.to_owned());
            news.push(StaffNews::Remark(remark));
        }
    }
}
