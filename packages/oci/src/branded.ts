declare const brand: unique symbol;

/** A string that only its parser or guard gives, so that unchecked text can't take its place. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
