/*
 * The lease protocol of specs/plan.md: warm starts and a cold one beside collections of garbage, any of them killed at any step.
 *
 * One lease is modelled by its inodes: `named` is the inode that the path names (0: none), shared[] and exclusive[] are the locks on each
 * inode. `content` says whether what the lease keeps is there. The store has a lock of its own, which an open store holds with others and a
 * collection holds alone; a running program does not hold it, only its lease. A process that is killed loses its locks, as the kernel has it.
 *
 * Checked for every interleaving: while a program runs, its content is there; and nobody waits for ever.
 * With -DCHECK_BEFORE_LOCK, -DREMOVE_BEFORE_UNLINK, -DNO_STORE_LOCK, -DGAP_AT_EXEC or
 * -DLEASE_BEFORE_CONTENT one rule is broken, and the checker must find it.
 */

#define INODES 4

byte named = 1;
byte next = 2;
byte shared[INODES];
bool exclusive[INODES];
bool content = true;
byte storeShared;
bool storeExclusive;

/* flock(2) is one step; it waits until the lock can be had. */
inline lock_shared(i)   { atomic { !exclusive[i] -> shared[i]++ } }
inline unlock_shared(i) { atomic { shared[i]-- } }

/* A launcher that found a plan: open, lock, look whether the path still names the locked file, compare, mount, run. */
proctype Start()
{
  byte mine;
  mine = named;
  if
  :: mine == 0 -> goto over           /* no lease: the full program's turn, or an error */
  :: else
  fi;
#ifdef CHECK_BEFORE_LOCK
  if
  :: named != mine -> goto over
  :: else
  fi;
  lock_shared(mine);
#else
  lock_shared(mine);
  if
  :: named != mine -> unlock_shared(mine); goto over
  :: else
  fi;
#endif
  assert(content);                    /* compared and mounted */
  if
  :: assert(content)                  /* runs to its end */
  :: true                             /* or is killed */
  fi;
  assert(content);
  unlock_shared(mine);
over:
  skip
}

/* gc: the store's lock alone; try the lease's lock; unlink while holding it; only then remove what it kept. */
proctype Collect()
{
  byte it;
  bool mine;
#ifndef NO_STORE_LOCK
  atomic { storeShared == 0 && !storeExclusive -> storeExclusive = true };
#endif
  it = named;
  if
  :: it == 0 -> goto remove
  :: else
  fi;
  atomic {
    mine = (shared[it] == 0 && !exclusive[it]);
    if
    :: mine -> exclusive[it] = true
    :: else
    fi
  };
  if
  :: !mine -> goto over               /* somebody lives: keep everything */
  :: else
  fi;
#ifdef REMOVE_BEFORE_UNLINK
  exclusive[it] = false;
  content = false;
  named = 0;
  goto over;
#else
  named = 0;                          /* unlink(2), under the lock */
  exclusive[it] = false
#endif
remove:
  if
  :: content = false                  /* nobody keeps it */
  :: true                             /* killed before */
  fi;
over:
#ifndef NO_STORE_LOCK
  storeExclusive = false
#endif
}

/* The full program: opens the store, takes the lease, makes the content where it is missing, becomes the launcher. */
proctype Cold()
{
  byte mine;
  byte again;
  atomic { !storeExclusive -> storeShared++ };
#ifndef LEASE_BEFORE_CONTENT
  content = true;                     /* first everything that the lease is to keep: a warm start believes a lease that it finds */
#endif
  atomic {
    if
    :: named == 0 && next < INODES -> named = next; next++   /* a new file renamed into place: one step */
    :: else
    fi;
    mine = named
  };
  if
  :: mine == 0 -> storeShared--; goto over                   /* the model is out of inodes */
  :: else
  fi;
  lock_shared(mine);
  if
  :: named != mine -> unlock_shared(mine); storeShared--; goto over
  :: else
  fi;
  content = true;                     /* changes nothing, but with LEASE_BEFORE_CONTENT */
#ifdef GAP_AT_EXEC
  unlock_shared(mine);                /* the mistake: the descriptor ends at execve */
  storeShared--;
  again = mine;
  lock_shared(again);
#else
  storeShared--;                      /* execve closes the store; the lease's descriptor is inherited */
  again = named;
  assert(again == mine);              /* a held lease is never unlinked */
  lock_shared(again);
  unlock_shared(mine);                /* only now the launcher closes what it inherited */
#endif
  assert(content);
  if
  :: assert(content)
  :: true
  fi;
  assert(content);
  unlock_shared(again);
over:
  skip
}

init
{
  atomic {
    run Start();
    run Start();
    run Collect();
    run Collect();
    run Cold()
  }
}
