/*
 * Builds beside collections of garbage, any of them killed at any step (specs/build.md, specs/store.md).
 *
 * A builder has the store open (a lock that all open stores share), brings what it builds from, takes a lease on it, builds, makes the files of the output durable, then
 * lets the index name them, then records the realisation; or it finds a realisation and takes that. It may become the sandbox in which a person looks at a build that
 * failed: then the store is closed, and only the lease is left, with a note beside the directory that says which lease it is. A collection has the store for itself: the
 * index forgets, with all that it says of the forgotten tree, before files go. A process that is killed loses its locks, as the kernel has it, and leaves everything else as
 * it is. How one lease is locked and removed is the other model, lease.pml.
 *
 * Checked for every interleaving: what is recorded is named by the index, what the index names has its files; what a builder holds or has taken is there as long as it
 * holds it; the directory that somebody has entered stays; and nobody waits for ever.
 * With -DNO_STORE_LOCK, -DNO_LEASE, -DNO_NOTE, -DINDEX_BEFORE_FILES, -DRECORD_BEFORE_TREE, -DFILES_BEFORE_INDEX or -DRECORDS_STAY one rule is broken, and the checker must
 * find it.
 */

bool depFiles;                /* what is built from */
bool outFiles;                /* the files of the output */
bool outIndexed;              /* whether the index names it */
bool recorded;                /* whether a realisation names it */
bool root;                    /* whether a profile keeps it */
bool failed;                  /* the directory of a build that failed */
bool note;                    /* beside it: who has entered it */
byte storeShared;
bool storeExclusive;
byte leases;                  /* how many hold the lease on what is built from */
byte entered;                 /* how many of them are in the directory */

inline open_store() { atomic { !storeExclusive -> storeShared++ } }

/* Killed here, or not. */
#define MORTAL if :: true :: goto dead fi

proctype Build()
{
  bool shared;
  bool leased;
  bool inside;
#ifndef NO_STORE_LOCK
  atomic { open_store(); shared = true };
#endif
  if
  :: !depFiles -> depFiles = true
  :: else
  fi;
  MORTAL;
#ifndef NO_LEASE
  atomic { leases++; leased = true };
#endif
  assert(depFiles);
  MORTAL;
  if
  :: recorded && outIndexed           /* a realisation counts if its tree is here: skipped */
  :: !recorded || !outIndexed ->
    if
    :: failed = true; goto look       /* the step failed */
    :: true
    fi;
    assert(depFiles);                 /* it is seen to the end of the step */
    MORTAL;
#ifdef RECORD_BEFORE_TREE
    recorded = true;
    MORTAL;
#endif
#ifdef INDEX_BEFORE_FILES
    outIndexed = true;
    MORTAL;
    outFiles = true;
#else
    outFiles = true;
    MORTAL;
    outIndexed = true;
#endif
    MORTAL;
    recorded = true
  fi;
  assert(outFiles && outIndexed && depFiles);
  MORTAL;
  if
  :: root = true                      /* installed */
  :: true
  fi;
  assert(outFiles && outIndexed);
  goto dead;
look:
  MORTAL;
#ifndef NO_NOTE
  note = true;
#endif
  atomic { entered++; inside = true };
  MORTAL;
  atomic {                            /* execve: the store is closed, the lease is inherited */
    if
    :: shared -> storeShared--; shared = false
    :: else
    fi
  };
  assert(depFiles && failed);
  MORTAL;
  assert(depFiles && failed);
dead:
  atomic {
    if
    :: shared -> storeShared--
    :: else
    fi;
    if
    :: leased -> leases--
    :: else
    fi;
    if
    :: inside -> entered--
    :: else
    fi
  }
}

proctype Collect()
{
#ifndef NO_STORE_LOCK
  atomic { storeShared == 0 && !storeExclusive -> storeExclusive = true };
#endif
  if
  :: leases == 0 ->
    depFiles = false
  :: else
  fi;
  MORTAL;
  if
  :: !root ->
#ifdef FILES_BEFORE_INDEX
    outFiles = false;
    MORTAL;
    atomic { outIndexed = false; recorded = false }
#else
#ifdef RECORDS_STAY
    outIndexed = false;
#else
    atomic { outIndexed = false; recorded = false };        /* one transaction */
#endif
    MORTAL;
    outFiles = false
#endif
  :: else
  fi;
  MORTAL;
  if
  :: failed && !(note && leases > 0) -> failed = false       /* renamed aside, then removed */
  :: else
  fi;
dead:
#ifndef NO_STORE_LOCK
  storeExclusive = false
#else
  skip
#endif
}

/* Whoever looks at any moment, a new process after a loss of power among them. */
proctype Watch()
{
end:
  atomic {
    (recorded && !outIndexed) || (outIndexed && !outFiles) || (root && !outFiles) -> assert(false)
  }
}

init
{
  atomic {
    run Watch();
    run Build();
    run Build();
    run Collect();
    run Collect()
  }
}
