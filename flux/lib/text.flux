// text: a text where there may be none.
//
// Type    (v: string) => string
// Gives   `v`, or the empty text when a row lacks it. The server stores no empty tag.
text = (v) => if exists v then v else ""
