"""The three roles at the desk, as groups. Who is what is decided in the admin."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITING = """
    blog.add_post blog.change_post blog.view_post blog.delete_post blog.add_image blog.view_image
    blog.view_category blog.view_tag blog.view_author
"""
EDITING = """
    blog.edit_any_post blog.publish_post blog.change_image blog.delete_image
    blog.add_category blog.change_category blog.delete_category
    blog.add_tag blog.change_tag blog.delete_tag
    blog.add_author blog.change_author blog.delete_author
    blog.view_redirect blog.view_auditentry
"""
RUNNING = """
    auth.add_user auth.change_user auth.delete_user auth.view_user auth.view_group
    blog.change_sitesettings blog.view_sitesettings
    blog.add_menuitem blog.change_menuitem blog.delete_menuitem blog.view_menuitem
    blog.add_redirect blog.change_redirect blog.delete_redirect
"""
ROLES = {
    "Author": WRITING,
    "Editor": WRITING + EDITING,
    "Publisher": WRITING + EDITING + RUNNING,
}


def make_roles(apps, schema_editor):
    # Django makes permissions after the last migration; these are needed now.
    for label in ("auth", "blog"):
        config = apps.get_app_config(label)
        before = getattr(config, "models_module", None)
        config.models_module = before or True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = before
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for name, permissions in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(known[each] for each in permissions.split()))


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0002_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
