//! What is backed up, where to, and how long it is kept.

use serde::Serialize;

use crate::values::{
    BucketName, CronSchedule, DnsLabel, DnsSubdomain, ImageRef, Memory, StorePath, StoreUrl, choices,
};

choices! {
    /// Where the copies are kept.
    Target {
        /// A volume of the cluster.
        Volume = "volume", "a volume of the cluster";
        /// An S3-compatible object store.
        S3 = "s3", "an S3-compatible store";
        /// No backups.
        None = "none", "no backup";
    }
}

/// The nightly copy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backup {
    /// Where the copies are kept.
    pub target: Target,
    /// When they are made.
    pub schedule: CronSchedule,
    /// Whether the uploads are copied as well as the database.
    pub media: bool,
    /// Days of which the last copy is kept.
    pub keep_daily: u32,
    /// Weeks of which the last copy is kept.
    pub keep_weekly: u32,
    /// Months of which the last copy is kept.
    pub keep_monthly: u32,
    /// The volume of the copies.
    pub storage: Memory,
    /// Its storage class; the other volumes' if not set.
    pub storage_class: Option<DnsSubdomain>,
    /// The object store's address.
    pub endpoint: StoreUrl,
    /// The bucket.
    pub bucket: BucketName,
    /// The folder in the bucket; the top of the bucket if not set.
    pub prefix: Option<StorePath>,
    /// The store's region, for stores that need it.
    pub region: Option<DnsLabel>,
    /// The name of the archive that a server of CloudNativePG keeps in the store.
    pub archive: DnsLabel,
    /// The size of a database whose volume is not of this plan.
    pub database_size: Memory,
    /// restic's image.
    pub image: ImageRef,
}

impl Backup {
    /// Whether something is copied every night.
    pub fn is_on(&self) -> bool {
        self.target != Target::None
    }
}

impl Default for Backup {
    /// A volume, because it is the only target that needs nothing from outside: the keys of an object
    /// store cannot be invented. Rules tell what it does not protect from. Half past two is an hour after
    /// the maintenance. Seven days, four weeks and six months are 17 copies at most; what has not
    /// changed between them is kept once.
    fn default() -> Self {
        Self {
            target: Target::Volume,
            schedule: CronSchedule::known("30 2 * * *"),
            media: true,
            keep_daily: 7,
            keep_weekly: 4,
            keep_monthly: 6,
            storage: Memory::gib(20),
            storage_class: None,
            endpoint: StoreUrl::known("https://s3.example.org"),
            bucket: BucketName::known("forum-backups"),
            prefix: Some(StorePath::known("forum")),
            region: None,
            archive: DnsLabel::known("postgres"),
            database_size: Memory::gib(10),
            image: ImageRef::known("docker.io/restic/restic:0.18.0"),
        }
    }
}
