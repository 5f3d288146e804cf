// Reads calendars with Mozilla's ical.js (the reader of Thunderbird), in the form of readers.py.
(texts) => {
  const MOST = 100;
  const plain = (time) => (time.isDate ? time.toString() : time.toUnixTime());
  const read = (text) => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    // Zones are what the message says they are, and nothing that the browser knows.
    ICAL.TimezoneService.reset();
    for (const zone of calendar.getAllSubcomponents("vtimezone")) {
      ICAL.TimezoneService.register(new ICAL.Timezone(zone));
    }
    return calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component, { strictExceptions: true });
      const starts = [];
      if (component.hasProperty("rrule")) {
        const iterator = event.iterator();
        for (let next = iterator.next(); next && starts.length < MOST; next = iterator.next()) starts.push(plain(next));
      }
      const attendee = component.getFirstPropertyValue("attendee");
      return {
        uid: event.uid,
        recurs_at: component.hasProperty("recurrence-id") ? plain(component.getFirstPropertyValue("recurrence-id")) : null,
        span: [plain(event.startDate), plain(event.endDate)],
        sequence: event.sequence,
        attendee: attendee ? attendee.replace(/^mailto:/, "") : "",
        summary: event.summary,
        description: event.description || "",
        location: event.location || "",
        starts,
      };
    });
  };
  return texts.map((text) => {
    try {
      return { events: read(text) };
    } catch (error) {
      return { error: String(error) };
    }
  });
}
