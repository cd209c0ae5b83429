"""What can be wrong with rows of data sets; each sentence says what a code is taken for and what to do."""

from django.utils.translation import gettext_lazy as _

from u2t.core.importing import issues


def register() -> None:
    """Add the sentences to the catalogue."""
    issues.add(
        {
            "code_missing": (_("The row has no code of a place."), _("Write the code of the tambon (6 digits).")),
            "name_unknown": (
                _("No one tambon of this name lies in this amphoe and province."),
                _("Check the three names, or add the code of the tambon."),
            ),
            "name_unknown_alike": (
                _("No tambon of this name lies in this amphoe and province; spelled alike: %(alike)s."),
                _("Correct the name, or add the code of the tambon."),
            ),
            "names_incomplete": (
                _("The row does not name tambon, amphoe and province, all three."),
                _("Fill in the names, in rows below the first too, or add the code of the tambon."),
            ),
            "name_of_several": (
                _("Several tambons fit these names: %(possible)s."),
                _("Write the names in full, or add the code of the tambon."),
            ),
            "places_by_name": (
                _("The file has no column of codes; places are found by the names of tambon, amphoe and province."),
                _("Add a column of codes, if there is one: names change and repeat."),
            ),
            "places_by_point": (
                _("The file has no column of codes; the tambon of each row is the one around its position."),
                _("Add a column of codes, if there is one: a position near a border may lie beside its place."),
            ),
            "period_missing": (
                _("No column of the file says of which year or month it is, and no period was given with it."),
                _("Bring it again and write the period, such as %(example)s, or add a column headed “ปี พ.ศ.”."),
            ),
            "key_unread": (
                _(
                    "The same place and period also stand at row %(line)s, and no column is read that tells the two"
                    " rows apart: %(fields)s."
                ),
                _("Give the column this heading, or choose the columns by hand. If both are the same, keep one."),
            ),
            "nothing_read": (
                _("Only the places are read in this file: none of its columns is taken for what the data set records."),
                _(
                    "Add columns of what it records, such as: %(names)s. If the file has them under other headings,"
                    " choose the columns by hand."
                ),
            ),
            "places_of_tambon": (
                _("The data set is of villages, and the file names none: its rows are kept as of their tambons."),
                _("Add the codes of the villages or the numbers of the moo, if they are known."),
            ),
            "row_of_tambon": (
                _("The row names no village: it is kept as of %(place)s as a whole."),
                _("Add the code of the village, if it is known."),
            ),
            "map_missing": (
                _("The file says of its places only where they lie, and no map of the tambons is loaded here."),
                _("Add a column of codes, or ask the administrator to load the boundaries of the tambons."),
            ),
            "map_approximate": (
                _("The boundaries loaded here are approximate: near a border the tambon of a position may be wrong."),
                _("Look at the rows that lie near a border, or have the official boundaries loaded first."),
            ),
            "position_missing": (
                _("The row does not say where it lies, and the file has no column of codes."),
                _("Write the position, or add a column of codes."),
            ),
            "position_malformed": (
                _("This is not a position: latitude and longitude are expected."),
                _("Write it as 13.7563, 100.5018."),
            ),
            "position_abroad": (
                _("%(text)s lies outside Thailand, whichever of the two is the latitude."),
                _("Check the figures at their source; write the latitude first, such as 13.7563, 100.5018."),
            ),
            "dates_month_first": (
                _("The dates of this column are written month first, such as %(example)s; all are read so."),
                _("Nothing needs to be done, if that is right."),
            ),
            "dates_ambiguous": (
                _("Nothing here shows whether %(example)s is written day or month first; it is read day first."),
                _("If the month comes first, write the dates as 2021-12-31."),
            ),
            "dates_short": (
                _("Two digits of a year, as in %(example)s, are read as a year of the Buddhist era in this column."),
                _("If they are of the common era, choose the columns by hand and say so there."),
            ),
            "dates_short_unsaid": (
                _("Years of this column have two digits, as in %(example)s, and nothing shows of which era they are."),
                _("Choose the columns by hand and say there of which era they are, or write the years in full."),
            ),
            "degrees_malformed": (
                _("These are no degrees of latitude or longitude."),
                _("Write them as 13.7563 or 100.5018."),
            ),
            "degrees_metres": (
                _("This looks like metres of a grid (UTM); latitude and longitude in degrees are expected."),
                _("Choose by hand that these columns are easting and northing, in UTM 47N or 48N, or convert them."),
            ),
            "grid_without_zone": (
                _("These are metres of a grid (UTM); nothing says of which of its zones."),
                _("Choose by hand that the column is in UTM 47N or 48N, or write the zone first: 47N 617000 1820000."),
            ),
            "grid_malformed": (
                _("These are no metres of the UTM grid."),
                _("Write the easting with 6 digits and the northing with 6 or 7, such as 617000 and 1820000."),
            ),
            "grid_abroad": (
                _("%(text)s lies outside Thailand in UTM %(zone)sN (WGS 84)."),
                _("Check the figures and their zone at the source; the easting comes first."),
            ),
            "grid_abroad_indian": (
                _("%(text)s lies outside Thailand in UTM %(zone)sN (Indian 1975)."),
                _("Check the figures and their zone at the source; the easting comes first."),
            ),
            "zone_malformed": (
                _("This is not a zone of the UTM grid in Thailand."),
                _("Write 47 or 48."),
            ),
            "zone_unsaid": (
                _("This column gives metres of a grid (UTM), and nothing says of which of its zones; it is not read."),
                _("Choose by hand that these columns are easting and northing, in UTM 47N or 48N."),
            ),
            "positions_apart": (
                _("“%(first)s” and “%(second)s” both give a position, and not the same one."),
                _("Leave only the right one of them in this row."),
            ),
            "metres_abroad": (
                _("%(text)s is too little or too much: the grid has from %(least)s to %(most)s metres here."),
                _("Check the figure at its source, and that easting and northing are not swapped."),
            ),
            "degrees_abroad": (
                _("%(text)s lies outside Thailand: latitudes reach from 5 to 21, longitudes from 97 to 106."),
                _("Check the figure at its source."),
            ),
            "degrees_missing": (
                _("The %(axis)s is missing: “%(heading)s” gives the %(other_axis)s."),
                _("Fill in both, or neither."),
            ),
            "degrees_alike": (
                _("This is no %(axis)s: “%(heading)s” gives a %(other_axis)s too."),
                _("Check both at their source."),
            ),
            "degrees_swapped": (
                _("This is a %(other_axis)s, and “%(heading)s” gives the %(axis)s: the two are swapped."),
                _("Nothing needs to be done: each is taken for what it is."),
            ),
            "half_missing": (
                _("The file gives the %(other_axis)s in this column, and the %(axis)s in none."),
                _("Add a column, or choose by hand which one holds it."),
            ),
            "half_beside": (
                _("“%(first)s” gives “%(field)s” whole; this column is not read."),
                _("Nothing needs to be done, if both say the same."),
            ),
            "position_nowhere": (
                _("The position lies in no tambon of the map."),
                _("Check the position; if it is right, write the code of the tambon."),
            ),
            "position_uncertain": (
                _("The position lies in %(held)s on the map; since it was drawn this may be one of: %(possible)s."),
                _("Write the code of the tambon, or its name."),
            ),
            "position_apart": (
                _("The position lies in %(held)s, and the row states %(stated)s."),
                _("Check which of the two is right; the place that is stated counts."),
            ),
            "code_malformed": (
                _("This is not the code of a place: %(digits)s digits are expected."),
                _("Write the official code in full, as text."),
            ),
            "code_unknown": (
                _("No place has this code, now or formerly."),
                _("Look the place up by its name and correct the code."),
            ),
            "place_outside": (
                _("%(place)s lies outside your area: you bring data in for %(areas)s."),
                _("Leave the row out; the data steward of that province or of the nation brings it in."),
            ),
            "code_abolished": (
                _("This code was abolished; the place is counted today under %(successor)s."),
                _("Nothing needs to be done; the figures are kept under the code reported."),
            ),
            "code_abolished_lost": (
                _("This code was abolished and has no single successor: it counts for its amphoe and above only."),
                _("Use today's code, if the figures are those of one tambon of today."),
            ),
            "taken_for_municipality": (
                _("This is no tambon. It is taken for “%(name)s”, %(kind)s in amphoe %(amphoe)s."),
                _("Nothing needs to be done: it is kept as a place of that amphoe and counts from there upwards."),
            ),
            "name_differs": (
                _("The name does not belong to the code: %(code)s is %(name)s."),
                _("Check which of the two is right; the code counts."),
            ),
            "place_renamed": (
                _("This place is called “%(name)s” so far; from now on it has the name in the file."),
                _("Nothing needs to be done, if the new name is right."),
            ),
            "name_missing": (
                _("The row does not name the place."),
                _("Write the name of the village or community, such as “หมู่ที่ 1”."),
            ),
            "key_too_long": (
                _("What tells this row from others is longer than %(limit)s characters altogether."),
                _("Shorten it, such as to a number or a short name."),
            ),
            "moo_malformed": (
                _("This is not the number of a moo, from 1 to 50."),
                _("Write the number alone, or add the code of the village (8 digits)."),
            ),
            "village_zero": (
                _("The number 00 is not that of %(kind)s."),
                _("Write 01 to 50 for a moo, 51 to 99 for a community of a tambon, 01 to 99 in a municipality."),
            ),
            "area_differs": (
                _("This does not fit the code of the place, which lies in %(name)s (%(code)s)."),
                _("Check which of the two is right; the code of the place counts."),
            ),
            "rate_not_whole": (
                _("%(rate)s per cent of %(base)s people is not a whole number of people (%(people)s)."),
                _("Check the rate and the population at their source."),
            ),
            "rate_rounded": (
                _("The rate is rounded: it may stand for %(least)s to %(most)s people; %(people)s is taken."),
                _("Bring the file with all decimals, if there is one."),
            ),
            "rate_refitted": (
                _("%(field)s: %(rate)s per cent of %(base)s people is %(exact)s people; it is rounded to %(people)s."),
                _("Correct the rate too, if it was measured anew."),
            ),
            "parts_apart": (
                _(
                    "The file brings %(brought)s without %(lacking)s, which stand from earlier imports for %(count)s "
                    "of its rows: the people are counted anew of both."
                ),
                _("Check that both are of one survey; if not, bring the file with all columns."),
            ),
            "outlier": (
                _("Of only %(base)s people, %(people)s are poor (%(rate)s per cent): hardly the whole place."),
                _("Check at the source whether the whole place was surveyed; undo or correct it, if not."),
            ),
            "correction_overwritten": (
                _("This cell was corrected to %(new)s; the file brings another value, which would count."),
                _("Correct it again after storing, if the correction still holds."),
            ),
        }
    )
