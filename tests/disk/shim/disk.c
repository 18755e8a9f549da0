/* A disk that fails on demand: stands between a program and the C library for the files whose names begin with
 * STEPWELL_DISK_FILES. What it is to do is told in the file STEPWELL_DISK_CONTROL, an array of 64-bit numbers that both
 * sides map; what reaches the files is noted in STEPWELL_DISK_TAPE, if that is set. Deliberately absent: reads that
 * fail, and maps of memory (the index of the log, which no power failure outlives). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Places in the control file; control.rs has the same. */
enum { MODE, SLOW_MS, SYNC_ERRORS, WRITES, SYNCS, FULL, WRITE_ERRORS, FAILED_SYNCS, SHORT, SLOW, TORN, WORDS };
enum { IS_FULL = 1, FAILS_TO_WRITE = 2, WRITES_SHORT = 4, IS_SLOW = 8, TEARS = 16 };
enum { ON_TAPE_WRITE = 1, ON_TAPE_SYNC, ON_TAPE_FAILED_SYNC, ON_TAPE_LENGTH };
/* Kinds of open files. The database and its log are on the tape. */
enum { NOT_OURS, OURS, DATABASE, LOG };
#define FILES_MAX 4096

static _Atomic uint64_t *control;
static _Atomic unsigned char kinds[FILES_MAX];
static const char *prefix;
static int tape = -1;
static pthread_mutex_t on_tape = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("STEPWELL_DISK_CONTROL");
    prefix = getenv("STEPWELL_DISK_FILES");
    if (!path || !prefix) return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return;
    void *map = mmap(NULL, WORDS * 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) control = map;
    syscall(SYS_close, fd);
    path = getenv("STEPWELL_DISK_TAPE");
    if (path) tape = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static uint64_t asked(int word) { return control ? atomic_load(&control[word]) : 0; }
static void count(int word) { if (control) atomic_fetch_add(&control[word], 1); }
static int kind(int fd) { return fd >= 0 && fd < FILES_MAX ? atomic_load(&kinds[fd]) : NOT_OURS; }

static int opened(int fd, const char *path) {
    if (fd < 0 || fd >= FILES_MAX) return fd;
    int is = NOT_OURS;
    if (control && !strncmp(path, prefix, strlen(prefix))) {
        const char *rest = path + strlen(prefix);
        is = !*rest ? DATABASE : !strcmp(rest, "-wal") ? LOG : OURS;
    }
    atomic_store(&kinds[fd], is);
    return fd;
}

/* A note: what, which file, where, how much, and the bytes. */
static void note(uint32_t what, int fd, uint64_t at, const void *bytes, uint64_t length) {
    if (tape < 0 || kind(fd) < DATABASE) return;
    struct { uint32_t what, file; uint64_t at, length; } head = { what, kind(fd) == LOG, at, length };
    size_t size = sizeof head + (bytes ? length : 0);
    char *whole = malloc(size);
    if (!whole) abort();
    memcpy(whole, &head, sizeof head);
    if (bytes) memcpy(whole + sizeof head, bytes, length);
    if (syscall(SYS_write, tape, whole, size) != (long)size) abort();
    free(whole);
}

static void wait_ms(uint64_t ms) {
    struct timespec time = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };
    nanosleep(&time, NULL);
}

static ssize_t put(int fd, const void *bytes, size_t length, off_t at) {
    pthread_mutex_lock(&on_tape);
    ssize_t put = syscall(SYS_pwrite64, fd, bytes, length, at);
    if (put > 0) note(ON_TAPE_WRITE, fd, (uint64_t)at, bytes, (uint64_t)put);
    pthread_mutex_unlock(&on_tape);
    return put;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t at) {
    uint64_t mode = asked(MODE);
    count(WRITES);
    if (mode & FAILS_TO_WRITE) {
        count(WRITE_ERRORS);
        errno = EIO;
        return -1;
    }
    struct stat state;
    /* What is overwritten has its place already. */
    if (mode & IS_FULL && !fstat(fd, &state) && at + (off_t)length > state.st_size) {
        count(FULL);
        errno = ENOSPC;
        return -1;
    }
    if (mode & TEARS && length >= 512) {
        count(TORN);
        put(fd, bytes, length / 2, at);
        syscall(SYS_kill, getpid(), SIGKILL);
    }
    if (mode & WRITES_SHORT && length > 1) {
        count(SHORT);
        length = length / 2;
    }
    return put(fd, bytes, length, at);
}

static int sync_of(int fd, long call) {
    count(SYNCS);
    if (asked(MODE) & IS_SLOW) {
        count(SLOW);
        wait_ms(asked(SLOW_MS));
    }
    int result = -1;
    pthread_mutex_lock(&on_tape);
    uint64_t left = asked(SYNC_ERRORS);
    if (left) {
        atomic_store(&control[SYNC_ERRORS], left - 1);
        count(FAILED_SYNCS);
        note(ON_TAPE_FAILED_SYNC, fd, 0, NULL, 0);
        errno = EIO;
    } else {
        /* The tape says what is on the disk, so a test that plays it back need not wait for a real one. */
        result = tape < 0 ? (int)syscall(call, fd) : 0;
        note(ON_TAPE_SYNC, fd, 0, NULL, 0);
    }
    pthread_mutex_unlock(&on_tape);
    return result;
}

static int truncated(int fd, off_t length) {
    if (kind(fd) && asked(MODE) & FAILS_TO_WRITE) {
        count(WRITE_ERRORS);
        errno = EIO;
        return -1;
    }
    pthread_mutex_lock(&on_tape);
    int result = (int)syscall(SYS_ftruncate, fd, length);
    if (!result) note(ON_TAPE_LENGTH, fd, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&on_tape);
    return result;
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), path);
}
int open64(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode), path);
}
int openat(int folder, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened((int)syscall(SYS_openat, folder, path, flags, mode), path);
}
int openat64(int folder, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened((int)syscall(SYS_openat, folder, path, flags | O_LARGEFILE, mode), path);
}
int close(int fd) {
    if (fd >= 0 && fd < FILES_MAX) atomic_store(&kinds[fd], NOT_OURS);
    return (int)syscall(SYS_close, fd);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return kind(fd) ? write_at(fd, bytes, length, at) : syscall(SYS_pwrite64, fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite(fd, bytes, length, at); }
ssize_t write(int fd, const void *bytes, size_t length) {
    if (!kind(fd)) return syscall(SYS_write, fd, bytes, length);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t put = write_at(fd, bytes, length, at);
    if (put > 0) lseek(fd, put, SEEK_CUR);
    return put;
}
int fsync(int fd) { return kind(fd) ? sync_of(fd, SYS_fsync) : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return kind(fd) ? sync_of(fd, SYS_fdatasync) : (int)syscall(SYS_fdatasync, fd); }
int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncated(fd, length); }
