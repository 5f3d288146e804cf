"""My pages: what one person has to do with, in one place. Each section's first page is named in my_pages.sections."""

from django.urls import path

from my_pages.calendar_views import CalendarKeyView
from my_pages.inviting_views import InvitationView, InviteView
from my_pages.meeting_views import MeetingAnswerView, MeetingsView
from my_pages.member_views import ContactsView, MembersView, MemberView, ProfilePreviewView, ProfileView
from my_pages.notice_views import NoticesView
from my_pages.people_views import ChangeRoleView, EndRoleView
from my_pages.project_views import ProjectsView
from my_pages.review_views import ReviewsView
from my_pages.views import StartView
from my_pages.waiting import WaitingView

app_name = "my_pages"

urlpatterns = [
    path("", StartView.as_view(), name="start"),
    path("moten/", MeetingsView.as_view(), name="meetings"),
    path("moten/kalender/", CalendarKeyView.as_view(), name="meetings-calendar"),
    path("moten/<int:pk>/svar/", MeetingAnswerView.as_view(), name="meeting-answer"),
    path("praktik/", ProjectsView.as_view(), name="projects"),
    path("granskningar/", ReviewsView.as_view(), name="reviews"),
    path("besked/", NoticesView.as_view(), name="notices"),
    path("vantar/", WaitingView.as_view(), name="waiting"),
    path("medlem/", MembersView.as_view(), name="member"),
    path("medlem/<int:pk>/", MemberView.as_view(), name="member-overview"),
    path("medlem/<int:pk>/profil/", ProfileView.as_view(), name="member-profile"),
    path("medlem/<int:pk>/profil/visa/", ProfilePreviewView.as_view(), name="member-preview"),
    path("medlem/<int:pk>/kontakter/", ContactsView.as_view(), name="member-contacts"),
    path("medlem/<int:pk>/bjud-in/", InviteView.as_view(), name="member-invite"),
    path("medlem/<int:pk>/inbjudan/<int:invitation>/", InvitationView.as_view(), name="member-invitation"),
    path("medlem/<int:pk>/roll/<int:role>/avsluta/", EndRoleView.as_view(), name="member-role-end"),
    path("medlem/<int:pk>/roll/<int:role>/andra/", ChangeRoleView.as_view(), name="member-role-change"),
]
