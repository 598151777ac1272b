"""Gallery entries about who somebody is: whose e-mail it is, and what Gladly and ReturnLogic each know."""

from rma_mocks.worlds.gallery.entry import GalleryEntry, item, profile, returned, shopper

_KELLERS = ("iris.keller@example.com", "paul.keller@example.com")
_MORENOS = "the.morenos@example.com"
_CASEY = ("casey.nord@example.com", "casey.nord+kids@example.com", "casey.nord+sale@example.com")
_OLD, _NEW = "jana.old@example.org", "jana.new@example.com"
_SAMS_PHONE = "+17015550111"
_GONE = "theo.gone@example.com"
_GONE_RMA = "700000199"

# Names in several scripts, one with the accents as combining characters of their own.
_COMBINING, _RIGHT_TO_LEFT, _CHINESE = "Zoe\u0308 A\u030angstro\u0308m", "عمر حداد", "林吉娜"
_LONG_NAME = f"Maximiliana {'Wolfeschlegelstein' * 8} Junior Senior of Many Names"
_LONG_COMMENT = "The zip is stuck, and it was stuck when I opened the parcel. " * 10 + "That is all."

CONTACTS = (
    GalleryEntry(
        key="two_shoppers",
        about="one profile with the e-mails of two shoppers who both have returns",
        outcome="never linked by itself; an agent can link it to either of them by hand",
        people=(
            shopper("two_shoppers_iris", "Iris Keller", _KELLERS[0]),
            shopper("two_shoppers_paul", "Paul Keller", _KELLERS[1]),
        ),
        profiles=(profile("two_shoppers", "Iris and Paul Keller", *_KELLERS),),
        returns=(
            returned("two_shoppers_iris", 101, item("Dune Linen Dress"), status="In Transit"),
            returned("two_shoppers_paul", 102, item("Alpine Beanie", reason="Quality"), status="Received"),
        ),
    ),
    GalleryEntry(
        key="family",
        about="a mother and a son who order with one e-mail",
        outcome="linked, with the returns of both, since ReturnLogic tells shoppers apart by e-mail alone",
        people=(shopper("family_rosa", "Rosa Moreno", _MORENOS), shopper("family_mateo", "Mateo Moreno", _MORENOS)),
        profiles=(profile("family", "Rosa Moreno", _MORENOS),),
        returns=(
            returned("family_rosa", 103, item("Everyday Cotton Tee"), days_ago=33, status="Complete"),
            returned("family_mateo", 104, item("Creek Swim Short"), status="Authorized"),
        ),
    ),
    GalleryEntry(
        key="plus_address",
        about="one inbox with three plus addresses: two shoppers with a return each, and one without",
        outcome="each address is a shopper of its own, and the third profile is not linked",
        people=(
            shopper("plus_address_plain", "Casey Nord", _CASEY[0]),
            shopper("plus_address_kids", "Casey Nord", _CASEY[1]),
        ),
        profiles=(
            profile("plus_address_plain", "Casey Nord", _CASEY[0]),
            profile("plus_address_kids", "Casey Nord", _CASEY[1]),
            profile("plus_address_sale", "Casey Nord", _CASEY[2]),
        ),
        returns=(
            returned("plus_address_plain", 105, item("Harbor Flannel Shirt"), status="In Transit"),
            returned("plus_address_kids", 106, item("Everyday Cotton Tee", size="XS"), status="Delivered"),
        ),
    ),
    GalleryEntry(
        key="mixed_case",
        about="an e-mail in small letters in Gladly and with capitals in ReturnLogic",
        outcome="linked, because case does not matter",
        people=(shopper("mixed_case", "Mika Case", "Mika.CASE@Example.com"),),
        profiles=(profile("mixed_case", "Mika Case", "mika.case@example.com"),),
        returns=(returned("mixed_case", 107, item("Ridge Rain Shell"), status="Received"),),
    ),
    GalleryEntry(
        key="unicode_names",
        about="names in Chinese, from right to left, and with combining accents, all with plain e-mails",
        outcome="linked, and every name arrives letter by letter",
        people=(
            shopper("unicode_names_combining", _COMBINING, "zoe.angstrom@example.com"),
            shopper("unicode_names_rtl", _RIGHT_TO_LEFT, "omar.haddad@example.net"),
            shopper("unicode_names_chinese", _CHINESE, "lin.jina@example.com"),
        ),
        profiles=(
            profile("unicode_names_combining", _COMBINING, "zoe.angstrom@example.com"),
            profile("unicode_names_rtl", _RIGHT_TO_LEFT, "omar.haddad@example.net"),
            profile("unicode_names_chinese", _CHINESE, "lin.jina@example.com"),
        ),
        returns=(
            returned("unicode_names_combining", 108, item("Summit Down Vest", comment="För stor 👎")),
            returned("unicode_names_rtl", 109, item("Basecamp Hoodie", comment="المقاس صغير جدًا")),
            returned("unicode_names_chinese", 110, item("Trail Fleece Jacket", comment="袖子太短了。")),
        ),
    ),
    GalleryEntry(
        key="phone_only",
        about="a profile with nothing but a mobile number, of a shopper with a return",
        outcome="not linked, and ReturnLogic is not even asked; adding the e-mail links it",
        people=(shopper("phone_only", "Sam Okoro", "sam.okoro@example.com", _SAMS_PHONE),),
        profiles=(profile("phone_only", "Sam Okoro", phones=[_SAMS_PHONE]),),
        returns=(returned("phone_only", 111, item("Switchback Trail Runner", size="10"), status="In Transit"),),
    ),
    GalleryEntry(
        key="no_email",
        about="a profile with neither e-mail nor phone, as an anonymous chat leaves it",
        outcome="not linked, and ReturnLogic is not even asked",
        people=(shopper("no_email", "Visitor 4711"),),
        profiles=(profile("no_email", "Visitor 4711"),),
    ),
    GalleryEntry(
        key="guest_order",
        about="a shopper with a return whom Gladly does not know",
        outcome="no profile; the first chat or mail makes one and links it",
        people=(shopper("guest_order", "Greta Holm", "greta.holm@example.com"),),
        returns=(returned("guest_order", 112, item("Merino Crew Sock", quantity=3), status="Authorized"),),
    ),
    GalleryEntry(
        key="merged_profiles",
        about="one profile with a shopper's new and old e-mail, of which only the old one has a return",
        outcome="linked, because only one of the two e-mails is a shopper in ReturnLogic",
        people=(shopper("merged_profiles", "Jana Novak", _OLD),),
        profiles=(profile("merged_profiles", "Jana Novak", _NEW, _OLD),),
        returns=(returned("merged_profiles", 113, item("Canyon Hiking Pant", size="30"), status="Delivered"),),
    ),
    GalleryEntry(
        key="deleted_rma",
        about="a linked profile whose RMA link leads to an RMA that is gone from ReturnLogic",
        outcome="opening the profile takes the link away and says that there are no returns",
        people=(shopper("deleted_rma", "Theo Gray", _GONE),),
        profiles=(
            profile(
                "deleted_rma",
                "Theo Gray",
                _GONE,
                linked_as=_GONE,
                attributes={
                    "rma": "{originate_url}/rma/" + _GONE_RMA,
                    "rmaCode": _GONE_RMA,
                    "rmaStatus": "Authorized",
                    "rmaCount": "1",
                },
            ),
        ),
    ),
    GalleryEntry(
        key="very_long_name",
        about="a name of 184 characters that hardly breaks, and a comment of 600",
        outcome="linked; pages wrap both, and nothing is cut off on the way",
        people=(shopper("very_long_name", _LONG_NAME, "maximiliana@example.com"),),
        profiles=(profile("very_long_name", _LONG_NAME, "maximiliana@example.com"),),
        returns=(returned("very_long_name", 114, item("Ridge Rain Shell", comment=_LONG_COMMENT)),),
    ),
)
