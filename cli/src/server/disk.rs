//! What the disk of the data directory says, told to whoever runs the server; a disk that failed ends it. Deliberately
//! absent: disks of others; on AWS a service looks after them.

use std::path::Path;

use stepwell_sqlite::Disk;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::limits::ROOM_AGAIN;

/// Tells when the disk is full and when there is room again. Resolves only when the server must end.
pub async fn look_after(disk: Option<watch::Receiver<Disk>>, data: &Path) -> Failure {
    let Some(mut disk) = disk else { return std::future::pending().await };
    let data = data.display();
    loop {
        let now = disk.borrow_and_update().clone();
        match now {
            Disk::Well => {}
            Disk::Full => {
                tracing::error!(
                    "the disk of `{data}` is full: nothing starts or goes on there: free some space on it, then work goes on by itself"
                );
                until_room(&mut disk).await;
                if *disk.borrow() == Disk::Well {
                    tracing::info!("there is room again on the disk of `{data}`, work goes on");
                }
                continue;
            }
            Disk::Failed(cause) => {
                return Failure::new(format!(
                    "the disk of `{data}` failed: {cause}: what was answered is kept: look after the disk and start the server again"
                ));
            }
        }
        changed(&mut disk).await;
    }
}

/// A disk that is nearly full takes some writes and refuses others: it has room again when it has refused none for a
/// while.
async fn until_room(disk: &mut watch::Receiver<Disk>) {
    loop {
        let now = disk.borrow_and_update().clone();
        match now {
            Disk::Failed(_) => return,
            Disk::Full => changed(disk).await,
            Disk::Well => {
                if timeout(ROOM_AGAIN, changed(disk)).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn changed(disk: &mut watch::Receiver<Disk>) {
    if disk.changed().await.is_err() {
        // The database is closed; there is nothing more to tell.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use stepwell_sqlite::Disk;
    use tokio::sync::watch;

    use super::look_after;

    #[tokio::test(start_paused = true)]
    async fn only_a_disk_that_failed_ends_a_server() {
        let (disk, listening) = watch::channel(Disk::Well);
        let mut looking = tokio::spawn(async move { look_after(Some(listening), Path::new("/d")).await });
        for turn in [Disk::Full, Disk::Well, Disk::Full, Disk::Well] {
            disk.send_replace(turn);
            assert!(tokio::time::timeout(Duration::from_secs(60), &mut looking).await.is_err());
        }
        disk.send_replace(Disk::Failed("disk I/O error".to_owned()));
        let failure = looking.await.unwrap();
        assert_eq!(
            failure.message,
            "the disk of `/d` failed: disk I/O error: what was answered is kept: look after the disk and start the server again"
        );
    }
}
