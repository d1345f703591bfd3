// Package photofile keeps the bytes of photos as files of this machine, named by their SHA-256:
//
//	photos/ab/ab12….jpg        the bytes as they were put
//	photos/ab/ab12….thumb.jpg  a thumbnail
//	photos/part/               what is being written; emptied when the folder is opened
//
// A file comes to its name by a rename after it is on disk, and Put returns after the rename is, so that a name
// always leads to a whole file, whenever the power fails. It decides nothing: what a photo may be and who may
// see it is the app's. It imports repository and domain.
package photofile
