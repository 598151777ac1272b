"""What shoppers write beside a reason, honest for the kind of product: nobody looks for a zip on a sock."""

_ALL = {
    "TS": ("I always wear this size but this one runs small.", "Smaller than the size chart says."),
    "TB": ("Roomier than the size chart says.", "I always wear this size but this one runs large."),
    "DM": ("The parcel was open and the item is stained.", "There is a hole in it, right out of the bag."),
    "QLTY": ("The colour came off in the first wash.", "It feels thinner than in the photos."),
    "SP": ("Arrived after the trip I bought it for.", "The parcel went to the wrong address first."),
    "STYLE": ("The colour is much darker than in the photos.", "It looks different from the picture."),
    "MIND": ("I do not need it after all.", "It was a present, and they already have one."),
    "WRONG": ("This is not what I ordered.", "I ordered another colour."),
    "OTHER": ("Please see my e-mail.", "I ordered it twice by mistake."),
}

_OF_KIND: dict[str, dict[str, tuple[str, ...]]] = {
    "jacket": {
        "TS": ("Tight across the shoulders, length is fine.", "Could not close the zip over a sweater."),
        "TB": ("Sleeves cover my hands.", "It hangs off my shoulders."),
        "DM": ("Zip pull broke on the first day.", "A seam was open when it arrived."),
        "QLTY": ("The cuffs frayed within a week.",),
    },
    "vest": {
        "TS": ("Could not close the zip over a sweater.", "Tight around the chest."),
        "TB": ("The armholes gape.", "It hangs off my shoulders."),
        "DM": ("Zip pull broke on the first day.",),
        "QLTY": ("It loses feathers.",),
    },
    "shirt": {
        "TS": ("Tight across the shoulders, length is fine.", "Too short when I lift my arms."),
        "TB": ("Sleeves cover my hands.", "The shoulder seams sit too low."),
        "DM": ("A seam was open when it arrived.",),
        "QLTY": ("Pilled after one wash.", "It shrank in a cold wash."),
    },
    "trousers": {
        "TS": ("Too tight at the waist, the legs are fine.", "Tight around the thighs."),
        "TB": ("Falls off at the waist.", "I would need a belt to keep them up."),
        "DM": ("The button came off when I tried them on.",),
        "QLTY": ("The seat wore through after two hikes.",),
    },
    "dress": {
        "TS": ("Too tight at the bust, the waist is fine.", "Could not get it over my hips."),
        "TB": ("Too wide at the waist.", "The neckline gapes."),
        "DM": ("A seam was open when it arrived.",),
        "QLTY": ("You can see through it in daylight.",),
    },
    "shoe": {
        "TS": ("My toes touch the front.", "Too narrow across the ball of the foot."),
        "TB": ("My heel slips when I walk uphill.", "There is a thumb's width at the toes."),
        "DM": ("The sole was coming off out of the box.",),
        "QLTY": ("The tread wore down in a month.",),
    },
    "sock": {
        "TS": ("The heel sits under my foot.", "They cut into my calves."),
        "TB": ("The heel ends up above my ankle.", "They slide down while I walk."),
        "DM": ("One sock of the pair has a ladder.",),
        "QLTY": ("Worn through at the toes after two walks.",),
    },
    "beanie": {"QLTY": ("It itches.",), "DM": ("A thread was pulled all the way round.",)},
}

COMMENTS = {
    (kind, reason): (*special.get(reason, ()), *general)
    for kind, special in _OF_KIND.items()
    for reason, general in _ALL.items()
}
"""Comments by kind of product and reason code."""
