/** The typed catalogue: everything a user can set or read, declared once (DESIGN §2). */
package io.threefold.rmb.peer.catalogue;
